package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.Buckets;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The raw rows of an event type with upsert keys as a run sees them: its own, and those that
 * earlier runs covered. Conditions over the columns of {@code events}.
 */
public final class UpsertRows {
  /** More ranges of time than this are joined over their smallest gaps. */
  static final int TIME_RANGES_MAX = 500;

  private static final long BUCKET_MAX_S = 0xFFFF_FFFFL;

  private final RangeEvents events;
  private final List<BlockRange> ranges;
  private final Map<String, Long> before;

  /**
   * @param ranges the run's blocks
   * @param before the last block of each collector that earlier runs covered
   */
  public UpsertRows(RangeEvents events, List<BlockRange> ranges, Map<String, Long> before) {
    this.events = requireNonNull(events);
    this.ranges = List.copyOf(ranges);
    this.before = Map.copyOf(before);
  }

  /** Those of the run. */
  public String own() {
    return event() + " AND " + RawCondition.of(ranges, events.receivedMin(), events.receivedMax());
  }

  /** Those of the run, but for some days. */
  public String own(Collection<Long> withoutDays) {
    return withoutDays.isEmpty()
        ? own()
        : own() + " AND " + Buckets.day() + " NOT IN " + Buckets.list(withoutDays);
  }

  /** Those of the run that are in none of the buckets, nor on one of the days. */
  public String own(
      Collection<Long> withoutDays, Duration resolution, Collection<Long> withoutBuckets) {
    return own(withoutDays)
        + " AND "
        + Buckets.seconds(resolution)
        + " NOT IN "
        + Buckets.list(withoutBuckets);
  }

  /** All that are known at the times of the run's own rows. */
  String atTimes(Collection<Long> withoutDays) {
    String own = own(withoutDays);
    return "%s AND %s AND %s AND time IN (SELECT time FROM events WHERE %s)"
        .formatted(event(), RepeatedRows.between(events.timeMin(), events.timeMax()), known(), own);
  }

  /** All that are known of some buckets. */
  public String of(Duration resolution, List<Long> buckets) {
    return "%s AND %s AND %s IN %s AND %s"
        .formatted(
            event(),
            times(buckets, resolution),
            Buckets.seconds(resolution),
            Buckets.list(buckets),
            known());
  }

  /** Whether a row is the run's own. */
  String isOwn() {
    return BlockRange.condition(ranges);
  }

  private String event() {
    return "event = " + Sql.literal(events.eventType());
  }

  private String known() {
    return "(" + BlockRange.condition(ranges) + " OR " + BlockRange.covered(before) + ")";
  }

  /** Ranges of {@code time} for the primary key; they hold the buckets and maybe more. */
  static String times(List<Long> buckets, Duration resolution) {
    List<Long> sorted = buckets.stream().sorted().toList();
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < sorted.size(); i++) {
      gaps.add(sorted.get(i) - sorted.get(i - 1));
    }
    gaps.sort(Comparator.reverseOrder());
    long joined = resolution.toSeconds();
    if (gaps.size() >= TIME_RANGES_MAX) {
      joined = Math.max(joined, gaps.get(TIME_RANGES_MAX - 1));
    }
    List<long[]> found = new ArrayList<>();
    for (long bucket : sorted) {
      if (found.isEmpty() || bucket - found.getLast()[1] > joined) {
        found.add(new long[] {bucket, bucket});
      } else {
        found.getLast()[1] = bucket;
      }
    }
    return found.stream()
        .map(range -> times(range[0], range[1] + resolution.toSeconds()))
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  /** The first and the last bucket have what lies beyond them, too. */
  private static String times(long from, long until) {
    String after = from == 0 ? "1" : "time >= toDateTime64(" + from + ", 3, 'UTC')";
    String until64 = until > BUCKET_MAX_S ? "1" : "time < toDateTime64(" + until + ", 3, 'UTC')";
    return "(" + after + " AND " + until64 + ")";
  }
}
