package dev.tally.aggregator.cost;

import dev.tally.aggregator.cost.Cardinality.DimensionUse;
import dev.tally.aggregator.cost.Cardinality.MetricUse;
import dev.tally.aggregator.plan.CappedDimension;
import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.statement.AdmittedValues;
import dev.tally.aggregator.statement.AdmittedValues.Dimension;
import dev.tally.aggregator.statement.CountOtherValues;
import dev.tally.aggregator.statement.CountOtherValues.Others;
import dev.tally.aggregator.statement.DayRows;
import dev.tally.aggregator.statement.SelectSeriesCounts;
import dev.tally.aggregator.statement.SelectStateRows;
import dev.tally.aggregator.statement.SelectStateRows.MetricSet;
import dev.tally.edl.model.ClassUse;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectObservedDimensions;
import dev.tally.storage.statement.SelectObservedDimensions.Observed;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is expensive by now, and which dimensions have more values than they may. */
public final class CardinalityReader {
  private static final Comparator<DimensionUse> DIMENSIONS =
      Comparator.comparingLong((DimensionUse use) -> -use.otherEvents())
          .thenComparingDouble(use -> -(double) use.admitted() / use.valuesMax())
          .thenComparing(DimensionUse::eventType)
          .thenComparing(DimensionUse::dimension);

  private static final Comparator<MetricUse> METRICS =
      Comparator.comparingLong((MetricUse use) -> -use.series())
          .thenComparingLong(use -> -use.states())
          .thenComparing(MetricUse::eventType)
          .thenComparing(MetricUse::metric)
          .thenComparing(use -> String.join(",", use.dimensionSet()));

  private final Catalog catalog;
  private final AdmittedValues admittedValues;
  private final CountOtherValues countOtherValues;
  private final SelectObservedDimensions selectObserved;
  private final SelectSeriesCounts selectSeriesCounts;
  private final SelectStateRows selectStateRows;

  public CardinalityReader(Catalog catalog, ClickHouse clickHouse) {
    this.catalog = catalog;
    this.admittedValues = new AdmittedValues(clickHouse);
    this.countOtherValues = new CountOtherValues(clickHouse);
    this.selectObserved = new SelectObservedDimensions(clickHouse);
    this.selectSeriesCounts = new SelectSeriesCounts(clickHouse);
    this.selectStateRows = new SelectStateRows(clickHouse);
  }

  /**
   * @param day of receipt, UTC: its raw rows say which values are left out
   * @param limit metrics and dimension sets
   */
  public Cardinality read(LocalDate day, int limit) {
    List<MetricUse> metrics = metrics();
    return new Cardinality(
        dimensions(day).stream().sorted(DIMENSIONS).toList(),
        metrics.stream().sorted(METRICS).limit(limit).toList(),
        Math.max(0, metrics.size() - limit));
  }

  private List<DimensionUse> dimensions(LocalDate day) {
    Map<Dimension, Long> admitted = admittedValues.counts();
    Map<Dimension, Observed> observed = new HashMap<>();
    for (Observed each : selectObserved.run(day, day, "")) {
      observed.put(new Dimension(each.eventType(), each.dimension()), each);
    }
    return catalog.latest().stream()
        .map(Revision::eventType)
        .flatMap(type -> Planner.plan(type).stream())
        .flatMap(plan -> dimensions(plan, day, admitted, observed).stream())
        .toList();
  }

  private List<DimensionUse> dimensions(
      ScanPlan plan,
      LocalDate day,
      Map<Dimension, Long> admitted,
      Map<Dimension, Observed> observed) {
    List<CappedDimension> full =
        plan.capped().stream()
            .filter(dimension -> admitted(plan, dimension, admitted) >= dimension.valuesMax())
            .toList();
    List<Others> others =
        full.isEmpty()
            ? List.of()
            : countOtherValues.run(plan, new DayRows(plan.eventType(), day), full);
    List<DimensionUse> uses = new ArrayList<>();
    for (CappedDimension dimension : plan.capped()) {
      int at = full.indexOf(dimension);
      Others beyond = at < 0 ? Others.NONE : others.get(at);
      Optional<Observed> seen =
          Optional.ofNullable(observed.get(new Dimension(plan.eventType(), dimension.attribute())));
      uses.add(
          new DimensionUse(
              plan.eventType(),
              dimension.attribute(),
              dimension.valuesMax(),
              admitted(plan, dimension, admitted),
              at >= 0,
              beyond.values(),
              beyond.events(),
              seen.map(Observed::values).orElse(0L),
              seen.map(Observed::isExact).orElse(true),
              seen.map(each -> each.use(dimension.valuesMax())).orElse(ClassUse.WITHIN)));
    }
    return uses;
  }

  private static long admitted(
      ScanPlan plan, CappedDimension dimension, Map<Dimension, Long> admitted) {
    return admitted.getOrDefault(new Dimension(plan.eventType(), dimension.attribute()), 0L);
  }

  private List<MetricUse> metrics() {
    Map<MetricSet, Long> series = new HashMap<>();
    selectSeriesCounts
        .run()
        .forEach(
            (key, count) -> {
              if (!key.eventType().isEmpty()) { // those of carbon's clients have none
                series.merge(
                    new MetricSet(key.eventType(), key.metric(), key.dimensionSet()),
                    count.series(),
                    Long::sum);
              }
            });
    Map<MetricSet, Long> states = selectStateRows.run();
    return Stream.concat(series.keySet().stream(), states.keySet().stream())
        .distinct()
        .map(
            set ->
                new MetricUse(
                    set.eventType(),
                    set.metric(),
                    attributes(set.dimensionSet()),
                    series.getOrDefault(set, 0L),
                    states.getOrDefault(set, 0L)))
        .toList();
  }

  private static List<String> attributes(String key) {
    return key.isEmpty() ? List.of() : Arrays.asList(key.split(",", -1));
  }
}
