package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.Spans;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whole buckets of an event type, of one width.
 *
 * @param buckets the times that they are; not none
 */
public record PulledBuckets(String eventType, Duration resolution, Spans buckets) {
  public PulledBuckets {
    requireNonNull(eventType);
    requireNonNull(resolution);
    requireNonNull(buckets);
  }

  /** Which buckets, over the column of the states tables; the bounds select partitions. */
  public String times() {
    return "bucket BETWEEN toDateTime(%d, 'UTC') AND toDateTime(%d, 'UTC') AND %s"
        .formatted(
            buckets.list().getFirst().from(),
            buckets.list().getLast().until() - 1,
            buckets.touch("toInt64(toUnixTimestamp(bucket))", resolution));
  }

  /** Which rows of the states tables. */
  public String condition() {
    return "resolution = %d AND event = %s AND %s"
        .formatted(resolution.toSeconds(), Sql.literal(eventType), times());
  }

  /** Those of any. */
  static String condition(List<PulledBuckets> some) {
    return some.stream()
        .map(PulledBuckets::condition)
        .collect(Collectors.joining(") OR (", "((", "))"));
  }
}
