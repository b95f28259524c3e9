package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.statement.SelectStateSample.Bucket;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Metric;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.Map;
import java.util.stream.Collectors;

/** What the states of a bucket that were made here merge to, in two sets of tables. */
public final class CompareStates {
  /** Relative; sums of floats depend on their order. */
  static final double ERROR_MAX = 1e-9;

  /** Of the largest quantile: digests depend on the order in which they are merged. */
  static final double QUANTILES_ERROR_MAX = 0.05;

  /**
   * @param keys combinations of values, in either
   * @param different with other values, or in one of the two only
   * @param example of the latter; empty when there is none
   */
  public record Comparison(long keys, long different, String example) {
    public Comparison {
      requireNonNull(example);
    }
  }

  private final ClickHouse clickHouse;

  public CompareStates(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param prefix before the names of the other tables
   */
  public Comparison run(Bucket bucket, Metric metric, String prefix) {
    double error =
        metric.aggregate() instanceof Aggregate.Quantiles ? QUANTILES_ERROR_MAX : ERROR_MAX;
    return clickHouse
        .query(
            """
            SELECT count() AS keys, countIf(NOT same) AS different,
              anyIf(concat(toString(dimension_set), ' ', toString(dimension_values), ': ', toString(sides)), NOT same) AS example
            FROM (
              SELECT dimension_set, dimension_values, arraySort(groupArray((side, values))) AS sides,
                sides[1].2 AS one, arrayResize(sides[2].2, length(one)) AS other,
                length(sides) = 2 AND arrayAll(
                  (a, b) -> a = b OR (isNaN(a) AND isNaN(b))
                    OR abs(a - b) <= %s * greatest(arrayMax(x -> abs(x), one), arrayMax(x -> abs(x), other)) + 1e-9,
                  one, other) AS same
              FROM (%s UNION ALL %s)
              GROUP BY dimension_set, dimension_values
            )"""
                .formatted(
                    error, side("stored", bucket, metric, ""), side("raw", bucket, metric, prefix)),
            Map.of(),
            Statements.LARGE,
            row -> new Comparison(row.int64("keys"), row.int64("different"), row.string("example")))
        .getFirst();
  }

  private static String side(String name, Bucket bucket, Metric metric, String prefix) {
    PointSource.Merged source = PointSource.of(bucket.eventType(), metric);
    return """
        SELECT '%s' AS side, toString(dimension_set) AS dimension_set, dimension_values, %s AS values FROM %s
        WHERE resolution = %d AND event = %s AND metric = %s AND bucket = toDateTime(%d, 'UTC')
          AND dimension_set IN (%s) AND site = ''
        GROUP BY dimension_set, dimension_values"""
        .formatted(
            name,
            source.merge().values(),
            prefix + source.merge().kind().table(),
            bucket.resolution().toSeconds(),
            Sql.literal(bucket.eventType()),
            Sql.literal(metric.name()),
            bucket.start(),
            metric.seriesSets().stream()
                .map(DimensionSet::key)
                .map(Sql::literal)
                .collect(Collectors.joining(", ")));
  }
}
