package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.CappedDimension;
import dev.tally.aggregator.plan.PlannedMetric;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.storage.ClickHouse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many combinations of values the metrics of a scan have points for, in one pass and little
 * memory: by uniqCombined, exact for a few and within 1 % for many.
 */
public final class CountSeries {
  /** Of a metric by one of its dimension sets. */
  public record Key(String metric, DimensionSet set) {
    public Key {
      requireNonNull(metric);
      requireNonNull(set);
    }
  }

  /**
   * @param series statistics not counted
   * @param values of the dimensions that can have more than are kept apart, by attribute
   */
  public record Counts(long events, Map<Key, Long> series, Map<String, Long> values) {
    public Counts {
      series = Map.copyOf(series);
      values = Map.copyOf(values);
    }
  }

  private final ClickHouse clickHouse;

  public CountSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Of a {@code top_k} both with its field and without. */
  public Counts run(ScanPlan plan, DayRows rows) {
    Map<String, String> columns = new LinkedHashMap<>();
    Map<Key, String> names = new LinkedHashMap<>();
    for (PlannedMetric planned : plan.metrics()) {
      for (DimensionSet set : sets(planned)) {
        String count = count(plan, planned, set);
        names.put(
            new Key(planned.metric().name(), set),
            columns.computeIfAbsent(count, c -> "n" + columns.size()));
      }
    }
    for (CappedDimension dimension : plan.capped()) {
      columns.put(
          "uniqCombinedIf(%1$s, %1$s != '')".formatted(dimension.column()),
          "values_" + dimension.column());
    }
    List<String> select = new ArrayList<>(List.of("count() AS events"));
    columns.forEach((count, name) -> select.add("toUInt64(" + count + ") AS " + name));
    return clickHouse
        .query(
            "SELECT %s FROM (SELECT %s FROM events WHERE %s)"
                .formatted(
                    String.join(", ", select), String.join(", ", plan.inner()), rows.condition()),
            Map.of(),
            Statements.LARGE,
            row -> {
              Map<Key, Long> series = new HashMap<>();
              names.forEach((key, name) -> series.put(key, row.int64(name)));
              Map<String, Long> values = new HashMap<>();
              plan.capped()
                  .forEach(d -> values.put(d.attribute(), row.int64("values_" + d.column())));
              return new Counts(row.int64("events"), series, values);
            })
        .getFirst();
  }

  private static List<DimensionSet> sets(PlannedMetric planned) {
    List<DimensionSet> sets = new ArrayList<>(planned.metric().seriesSets());
    if (planned.metric().aggregate() instanceof Aggregate.TopK) {
      sets.addAll(planned.metric().dimensionSets());
    }
    return sets;
  }

  private static String count(ScanPlan plan, PlannedMetric planned, DimensionSet set) {
    List<String> columns = set.attributes().stream().map(plan::dimension).toList();
    return columns.isEmpty()
        ? "countIf(%s) > 0".formatted(planned.condition())
        : "uniqCombinedIf(%s, %s)".formatted(String.join(", ", columns), planned.condition());
  }
}
