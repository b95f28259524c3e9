package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.plan.PointSource.MetricName;
import dev.tally.edl.model.Durations;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;

/**
 * The points that a run touched: those whose key has a state of the run. A run finds them by the
 * tables' primary key, so the cost follows the number of rows in the touched buckets and not the
 * length of history: the buckets between {@code bucketMin} and {@code bucketMax} select partitions,
 * {@code run} (indexed) the touched buckets in them, and those the rows to merge. No later run of
 * the resolution exists, so {@code max(run)} says whether a key was touched.
 *
 * @param bucketMin first bucket that the run may have touched
 * @param bucketMax last one
 */
public record TouchedPoints(long run, Duration resolution, Instant bucketMin, Instant bucketMax) {

  /** Merged values of one source's metrics: event, metric, …, bucket and {@code values}. */
  String merged(PointSource source) {
    return """
        SELECT event, metric, dimension_set, bucket, dimension_values, %s AS values
        FROM %s
        WHERE %s AND (event, metric, dimension_set, bucket) IN (
          SELECT DISTINCT event, metric, dimension_set, bucket FROM %s WHERE %s AND run = %d
        )
        GROUP BY event, metric, dimension_set, bucket, dimension_values
        HAVING max(run) = %d"""
        .formatted(
            source.values(),
            source.kind().table(),
            scope(source),
            source.kind().table(),
            scope(source),
            run,
            run);
  }

  /** The touched series of one source's metrics, with the buckets touched. */
  String series(PointSource source) {
    return """
        SELECT event, metric, dimension_set, dimension_values,
          min(bucket) AS bucket_first, max(bucket) AS bucket_last
        FROM %s
        WHERE %s AND run = %d
        GROUP BY event, metric, dimension_set, dimension_values"""
        .formatted(source.kind().table(), scope(source), run);
  }

  /** One row per statistic, from {@code rows} with the columns of the key. */
  static String statistics(PointSource source) {
    return source.statistics().stream()
        .map(Sql::literal)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * {@link dev.tally.edl.model.SeriesName#path} in SQL, over event, metric, statistic,
   * dimension_set and dimension_values.
   */
  String path() {
    return """
        concat(event, '.', metric, if(statistic = '', '', concat('.', statistic)), '.%s', arrayStringConcat(arrayMap(
          (name, value) -> concat('.', replaceAll(name, '.', '_'), '.', if(value = '', '%%00',
            replaceAll(replaceAll(encodeURLComponent(value), '.', '%%2E'), '~', '%%7E'))),
          if(dimension_set = '', [], splitByChar(',', toString(dimension_set))), dimension_values)))"""
        .formatted(Durations.format(resolution));
  }

  private String scope(PointSource source) {
    String metrics =
        source.metrics().stream()
            .map(TouchedPoints::tuple)
            .collect(Collectors.joining(", ", "(", ")"));
    return "resolution = %d AND (event, metric) IN %s AND bucket BETWEEN toDateTime(%d, 'UTC') AND toDateTime(%d, 'UTC')"
        .formatted(
            resolution.toSeconds(),
            metrics,
            bucketMin.getEpochSecond(),
            bucketMax.getEpochSecond());
  }

  private static String tuple(MetricName name) {
    return "(" + Sql.literal(name.eventType()) + ", " + Sql.literal(name.metric()) + ")";
  }
}
