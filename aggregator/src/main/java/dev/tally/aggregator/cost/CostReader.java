package dev.tally.aggregator.cost;

import dev.tally.aggregator.plan.CappedDimension;
import dev.tally.aggregator.plan.PlannedMetric;
import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.statement.AdmittedValues;
import dev.tally.aggregator.statement.AdmittedValues.Dimension;
import dev.tally.aggregator.statement.CountSeries;
import dev.tally.aggregator.statement.DayRows;
import dev.tally.aggregator.statement.EstimateScan;
import dev.tally.aggregator.statement.EstimateScan.Estimate;
import dev.tally.aggregator.statement.SampleScan;
import dev.tally.aggregator.statement.SelectColumnBytes;
import dev.tally.aggregator.statement.SelectColumnBytes.RowBytes;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.storage.ClickHouse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics of an event type cost, published or not, by the raw rows that were received on
 * one day. It
 *
 * <ol>
 *   <li>plans the statement that a rollup runs, over the day's rows;
 *   <li>counts the series of the metrics;
 *   <li>asks the engine what the statement reads, and runs it over a sample if told to.
 * </ol>
 *
 * Nothing is written.
 */
public final class CostReader {
  /** Rows of a sample: seconds of reading. */
  public static final int SAMPLE_ROWS_MAX = 10_000_000;

  /** Of a dimension without a cap: unset, too. */
  private static final long BOOL_VALUES = 3;

  /** More than any engine holds. */
  private static final double SERIES_MAX = 1e15;

  private final EstimateScan estimateScan;
  private final SelectColumnBytes selectColumnBytes;
  private final SampleScan sampleScan;
  private final CountSeries countSeries;
  private final AdmittedValues admittedValues;

  public CostReader(ClickHouse clickHouse) {
    this.estimateScan = new EstimateScan(clickHouse);
    this.selectColumnBytes = new SelectColumnBytes(clickHouse);
    this.sampleScan = new SampleScan(clickHouse);
    this.countSeries = new CountSeries(clickHouse);
    this.admittedValues = new AdmittedValues(clickHouse);
  }

  /**
   * @param day of receipt, UTC
   * @param sampleRows that are scanned for the time they take; 0 for none
   */
  public EventTypeCost read(EventType type, LocalDate day, int sampleRows) {
    DayRows rows = new DayRows(type.name(), day);
    Optional<ScanPlan> plan = Planner.plan(type);
    if (plan.isEmpty()) {
      return new EventTypeCost(type.name(), 0, null, List.of(), List.of());
    }
    CountSeries.Counts counts = countSeries.run(plan.get(), rows);
    Map<Dimension, Long> admitted = admittedValues.counts(type.name());
    return new EventTypeCost(
        type.name(),
        counts.events(),
        scan(plan.get(), rows, selectColumnBytes.run(day), sampleRows),
        dimensions(plan.get(), counts.values(), admitted),
        series(type, counts.series(), valuesMax(plan.get(), admitted)));
  }

  private static List<DimensionCost> dimensions(
      ScanPlan plan, Map<String, Long> values, Map<Dimension, Long> admitted) {
    return plan.capped().stream()
        .map(
            dimension ->
                new DimensionCost(
                    dimension.attribute(),
                    values.getOrDefault(dimension.attribute(), 0L),
                    dimension.valuesMax(),
                    admitted(plan, dimension, admitted)))
        .toList();
  }

  /** How many values series can have, by attribute: unset and the others are among them. */
  private static Map<String, Long> valuesMax(ScanPlan plan, Map<Dimension, Long> admitted) {
    return plan.capped().stream()
        .collect(
            Collectors.toMap(
                CappedDimension::attribute,
                dimension ->
                    Math.max(dimension.valuesMax(), admitted(plan, dimension, admitted))
                        + dimension.declared().size()
                        + 2));
  }

  private static long admitted(
      ScanPlan plan, CappedDimension dimension, Map<Dimension, Long> admitted) {
    return admitted.getOrDefault(new Dimension(plan.eventType(), dimension.attribute()), 0L);
  }

  private ScanCost scan(ScanPlan plan, DayRows rows, RowBytes rowBytes, int sampleRows) {
    String statement = plan.select(rows.condition());
    Estimate estimate = estimateScan.run(statement);
    return new ScanCost(
        plan.resolutions().stream().map(Durations::format).toList(),
        plan.allMetrics().size(),
        plan.sets().size(),
        (int)
            plan.metrics().stream()
                .map(PlannedMetric::states)
                .flatMap(states -> states.values().stream())
                .distinct()
                .count(),
        estimate.parts(),
        estimate.rows(),
        Math.round(rowBytes.of(statement) * estimate.rows()),
        seconds(plan, rows, estimate, sampleRows),
        statement);
  }

  private @Nullable Double seconds(ScanPlan plan, DayRows rows, Estimate estimate, int sampleRows) {
    if (sampleRows == 0 || estimate.rows() == 0) {
      return null;
    }
    double seconds = sampleScan.run(plan, rows, sampleRows).toNanos() / 1e9;
    return seconds * Math.max(1, (double) estimate.rows() / sampleRows);
  }

  private static List<SeriesCost> series(
      EventType type, Map<CountSeries.Key, Long> counted, Map<String, Long> valuesMax) {
    List<SeriesCost> costs = new ArrayList<>();
    for (Metric metric : type.metrics()) {
      for (int i = 0; i < metric.dimensionSets().size(); i++) {
        DimensionSet set = metric.dimensionSets().get(i);
        DimensionSet seriesSet = metric.seriesSets().get(i);
        long series = count(metric, set, seriesSet, counted);
        long most = most(seriesSet, valuesMax) * metric.aggregate().statistics().size();
        costs.add(
            new SeriesCost(
                metric.name(),
                metric.aggregate().keyword(),
                seriesSet.attributes(),
                metric.resolutions().stream().map(Durations::format).toList(),
                Math.min(series, most),
                isMost(metric.aggregate()) || most < series));
      }
    }
    return costs;
  }

  /** No more combinations than this are kept apart. */
  private static long most(DimensionSet set, Map<String, Long> valuesMax) {
    double most =
        set.attributes().stream()
            .mapToDouble(attribute -> valuesMax.getOrDefault(attribute, BOOL_VALUES))
            .reduce(1, (a, b) -> a * b);
    return (long) Math.min(most, SERIES_MAX);
  }

  private static long count(
      Metric metric, DimensionSet set, DimensionSet seriesSet, Map<CountSeries.Key, Long> counted) {
    return switch (metric.aggregate()) {
      case Aggregate.Derived derived ->
          derived.metrics().stream()
              .mapToLong(name -> counted.getOrDefault(new CountSeries.Key(name, set), 0L))
              .min()
              .orElse(0);
      // Each group has the others as one more value, and each bucket may have other values.
      case Aggregate.TopK top -> {
        long values = counted.getOrDefault(new CountSeries.Key(metric.name(), seriesSet), 0L);
        long groups = counted.getOrDefault(new CountSeries.Key(metric.name(), set), 0L);
        yield values > top.k() ? values + groups : values;
      }
      case Aggregate other ->
          counted.getOrDefault(new CountSeries.Key(metric.name(), set), 0L)
              * other.statistics().size();
    };
  }

  private static boolean isMost(Aggregate aggregate) {
    return aggregate instanceof Aggregate.Ratio
        || aggregate instanceof Aggregate.TopK
        || (aggregate instanceof Aggregate.Stddev stddev && stddev.isSample());
  }
}
