package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.DimensionSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One pass over the raw rows of an event type, for all its metrics of one resolution. The scan's
 * rows have {@code bucket}, {@code grouped_out}, a column per dimension ({@code d0} …,
 * LowCardinality strings, empty where unset or grouped out) and a column per distinct state ({@code
 * s0} …).
 *
 * @param sets the dimension sets of all metrics, none twice
 * @param inner columns computed once per raw row, {@code expression AS name}
 * @param outer columns computed once per group
 */
public record ScanPlan(
    String eventType,
    Duration resolution,
    List<String> dimensions,
    List<GroupedSet> sets,
    List<PlannedMetric> metrics,
    List<String> inner,
    List<String> outer) {

  public ScanPlan {
    requireNonNull(eventType);
    requireNonNull(resolution);
    dimensions = List.copyOf(dimensions);
    sets = List.copyOf(sets);
    metrics = List.copyOf(metrics);
    inner = List.copyOf(inner);
    outer = List.copyOf(outer);
  }

  public Optional<GroupedSet> set(DimensionSet dimensionSet) {
    return sets.stream().filter(s -> s.dimensionSet().equals(dimensionSet)).findFirst();
  }

  /**
   * The statement.
   *
   * @param condition which rows of {@code events}
   */
  public String select(String condition) {
    return """
        SELECT %s
        FROM (
          SELECT %s
          FROM events
          WHERE %s
        )
        GROUP BY %s
        SETTINGS group_by_use_nulls = 0, force_grouping_standard_compatibility = 1"""
        .formatted(
            String.join(",\n  ", outer), String.join(",\n    ", inner), condition, grouping());
  }

  private String grouping() {
    if (dimensions.isEmpty()) {
      return "bucket";
    }
    // Sets of the same attributes in another order are one grouping set.
    List<String> groups =
        sets.stream()
            .map(set -> set.columns().stream().sorted().toList())
            .distinct()
            .map(columns -> columns.isEmpty() ? "(bucket)" : group(columns))
            .toList();
    return "GROUPING SETS (" + String.join(", ", groups) + ")";
  }

  private static String group(List<String> columns) {
    return "(bucket, " + String.join(", ", columns) + ")";
  }
}
