package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.StateKind;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The states of a candle metric by one of its dimension sets.
 *
 * @param values one per attribute of the set; all of them where it is empty
 */
public record CandleStates(
    String eventType, String metric, String dimensionSet, List<String> values) {
  static final String TABLE = StateKind.CANDLE.table();

  /** A DateTime's last second. */
  private static final long BUCKET_MAX_S = 0xFFFF_FFFFL;

  public CandleStates {
    requireNonNull(eventType);
    requireNonNull(metric);
    requireNonNull(dimensionSet);
    values = List.copyOf(values);
  }

  /**
   * Buckets of one width.
   *
   * @param from the first, in seconds since the epoch
   * @param until behind the last
   */
  public record Stretch(Duration resolution, long from, long until) {
    public Stretch {
      requireNonNull(resolution);
    }
  }

  /** Which rows, by the primary key. */
  String condition(Stretch stretch) {
    String condition =
        "resolution = %d AND event = %s AND metric = %s AND dimension_set = %s AND bucket >= %s AND bucket < %s"
            .formatted(
                stretch.resolution().toSeconds(),
                Sql.literal(eventType),
                Sql.literal(metric),
                Sql.literal(dimensionSet),
                time(stretch.from()),
                time(stretch.until()));
    return values.isEmpty()
        ? condition
        : condition
            + values.stream()
                .map(Sql::literal)
                .collect(Collectors.joining(", ", " AND dimension_values = [", "]"));
  }

  private static String time(long seconds) {
    return "toDateTime(" + Math.clamp(seconds, 0, BUCKET_MAX_S) + ", 'UTC')";
  }
}
