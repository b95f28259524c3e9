package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.MergedValues;
import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.plan.PointSource.MetricName;
import dev.tally.aggregator.plan.StateKind;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Durations;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /** The points of one source: event, metric, …, bucket and {@code values}. */
  String merged(PointSource source) {
    return switch (source) {
      case PointSource.Merged merged -> merged(merged);
      case PointSource.Ranked ranked -> ranked(ranked);
      case PointSource.Derived derived -> derived(derived, "isFinite(value)");
    };
  }

  private String merged(PointSource.Merged source) {
    MergedValues merge = source.merge();
    return """
        SELECT event, metric, dimension_set, bucket, dimension_values, %s AS values
        FROM %s
        WHERE %s
        GROUP BY event, metric, dimension_set, bucket, dimension_values
        HAVING max(run) = %d AND %s"""
        .formatted(
            merge.values(),
            merge.kind().table(),
            touched(merge.kind().table(), source.metrics()),
            run,
            merge.condition());
  }

  /**
   * All values of a touched bucket: which of them are the most frequent depends on all, and those
   * that are so no longer must not keep a point of this run. What has no states of its own is none
   * of them.
   */
  private String ranked(PointSource.Ranked source) {
    String table = StateKind.NUMBERS.table();
    return """
        SELECT event, metric, dimension_set, bucket, shown AS dimension_values, [toFloat64(sum(events))] AS values
        FROM (
          SELECT event, metric, dimension_set, bucket, events,
            if(row_number() OVER (
              PARTITION BY event, metric, dimension_set, bucket, arrayPopBack(all_values)
              ORDER BY all_values[-1] = %2$s, events DESC, all_values[-1] ASC) <= %1$d,
              all_values, arrayPushBack(arrayPopBack(all_values), %2$s)) AS shown
          FROM (
            SELECT event, metric, dimension_set, bucket, dimension_values AS all_values, sum(count) AS events
            FROM %3$s
            WHERE %4$s
            GROUP BY event, metric, dimension_set, bucket, all_values
          )
        )
        GROUP BY event, metric, dimension_set, bucket, shown"""
        .formatted(
            source.k(),
            Sql.literal(Aggregate.TopK.OTHER),
            table,
            touched(table, List.of(source.metric())));
  }

  /**
   * @param condition over {@code value}
   */
  private String derived(PointSource.Derived source, String condition) {
    List<PointSource.Derived.Operand> operands = source.operands();
    String sets =
        source.sets().stream().map(Sql::literal).collect(Collectors.joining(", ", "(", ")"));
    List<MetricName> names =
        operands.stream()
            .map(o -> new MetricName(source.metric().eventType(), o.metric()))
            .toList();
    String touched =
        IntStream.range(0, operands.size())
            .mapToObj(
                i ->
                    "SELECT dimension_set, bucket FROM %s WHERE %s AND dimension_set IN %s AND run = %d"
                        .formatted(
                            operands.get(i).merge().kind().table(),
                            scope(List.of(names.get(i))),
                            sets,
                            run))
            .collect(Collectors.joining(" UNION ALL "));
    String rows =
        IntStream.range(0, operands.size())
            .mapToObj(i -> operand(i + 1, operands.get(i).merge(), names.get(i), touched))
            .collect(Collectors.joining("\n  UNION ALL\n"));
    String values =
        IntStream.rangeClosed(1, operands.size())
            .mapToObj(i -> "anyIf(operand_value, operand = " + i + ") AS v" + i)
            .collect(Collectors.joining(", "));
    return """
        SELECT %s AS event, %s AS metric, dimension_set, bucket, dimension_values, [value] AS values
        FROM (
          SELECT dimension_set, bucket, dimension_values, %s, toFloat64(%s) AS value
          FROM (
          %s
          )
          GROUP BY dimension_set, bucket, dimension_values
          HAVING count() = %d AND max(operand_run) = %d
        )
        WHERE %s"""
        .formatted(
            Sql.literal(source.metric().eventType()),
            Sql.literal(source.metric().metric()),
            values,
            source.value(),
            rows,
            operands.size(),
            run,
            condition);
  }

  private String operand(int number, MergedValues merge, MetricName name, String touched) {
    return """
          SELECT %d AS operand, dimension_set, bucket, dimension_values, (%s)[1] AS operand_value,
            max(run) AS operand_run
          FROM %s
          WHERE %s AND (dimension_set, bucket) IN (%s)
          GROUP BY dimension_set, bucket, dimension_values
          HAVING %s"""
        .formatted(
            number,
            merge.values(),
            merge.kind().table(),
            scope(List.of(name)),
            touched,
            merge.condition());
  }

  /** Paths and times at which one source has come to have no value. */
  String valueless(PointSource.Derived source) {
    return """
        SELECT %s AS path, bucket AS time
        FROM (SELECT *, '' AS statistic FROM (%s))"""
        .formatted(path(), derived(source, "NOT isFinite(value)"));
  }

  /** The buckets in which the run touched a metric, whose states are in {@code states}. */
  String buckets(MetricName metric) {
    return "SELECT DISTINCT toUnixTimestamp(bucket) AS bucket FROM %s WHERE %s AND run = %d ORDER BY bucket"
        .formatted(StateKind.NUMBERS.table(), scope(List.of(metric)), run);
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

  private String touched(String table, List<MetricName> metrics) {
    return """
        %s AND (event, metric, dimension_set, bucket) IN (
          SELECT DISTINCT event, metric, dimension_set, bucket FROM %s WHERE %s AND run = %d
        )"""
        .formatted(scope(metrics), table, scope(metrics), run);
  }

  private String scope(List<MetricName> names) {
    String metrics =
        names.stream().map(TouchedPoints::tuple).collect(Collectors.joining(", ", "(", ")"));
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
