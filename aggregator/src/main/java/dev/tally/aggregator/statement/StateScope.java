package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.Spans;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which states are computed anew: whole buckets of some metrics.
 *
 * @param span whole days
 * @param kept times whose raw rows are gone: buckets that have to do with them are not in it
 */
public record StateScope(
    String eventType, List<String> metrics, List<Duration> resolutions, Span span, Spans kept) {
  private static final String BUCKET_S = "toInt64(toUnixTimestamp(bucket))";
  private static final String TIME_S = "toInt64(toUnixTimestamp(time))";

  public StateScope {
    requireNonNull(eventType);
    metrics = List.copyOf(metrics);
    resolutions = List.copyOf(resolutions);
    requireNonNull(span);
    requireNonNull(kept);
  }

  StateScope of(Collection<String> someMetrics, Duration resolution) {
    return new StateScope(eventType, List.copyOf(someMetrics), List.of(resolution), span, kept);
  }

  /** Over the columns of the states tables: those that were made here. */
  String condition() {
    return buckets() + " AND site = ''";
  }

  /** Those of other sites in the same buckets. */
  String others() {
    return buckets() + " AND site != ''";
  }

  private String buckets() {
    String all =
        resolutions.stream()
            .map(
                resolution ->
                    "(resolution = %d AND NOT %s)"
                        .formatted(resolution.toSeconds(), kept.touch(BUCKET_S, resolution)))
            .collect(Collectors.joining(" OR ", "(", ")"));
    String names = metrics.stream().map(Sql::literal).collect(Collectors.joining(", ", "(", ")"));
    return "event = %s AND metric IN %s AND bucket BETWEEN toDateTime(%d, 'UTC') AND toDateTime(%d, 'UTC') AND %s"
        .formatted(Sql.literal(eventType), names, span.from(), span.until() - 1, all);
  }

  /** Of points of a resolution in a part of the time, over the columns of {@code series}. */
  String times(Duration resolution, Span part) {
    return "time BETWEEN toDateTime(%d, 'UTC') AND toDateTime(%d, 'UTC') AND NOT %s"
        .formatted(part.from(), part.until() - 1, kept.touch(TIME_S, resolution));
  }
}
