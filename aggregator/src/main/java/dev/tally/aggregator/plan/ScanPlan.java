package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Metric;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.view.LatestEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One pass over the raw rows of an event type, for all its metrics of some resolutions. The scan's
 * rows have {@code grouped_out}, a column per bucket width that some metric is scanned by ({@code
 * b0} …, the beginning of the bucket), one per dimension ({@code d0} …, LowCardinality strings,
 * empty where unset or grouped out) and one per distinct state ({@code s0} …). Wider buckets are
 * merged from these rows, as are dimension sets that a larger one has all attributes of.
 *
 * @param buckets the columns {@code b0} …
 * @param sets the dimension sets of all metrics, none twice with the same bucket width
 * @param metrics none twice with the same bucket width
 * @param derived metrics that are computed of the merged states of others
 * @param inner columns computed once per raw row, {@code expression AS name}
 * @param states columns computed once per group
 * @param key the upsert key, SQL over a raw row; empty where every event counts
 * @param capped dimensions of some set that can have more values than are kept apart
 */
public record ScanPlan(
    String eventType,
    List<String> buckets,
    List<String> dimensions,
    List<GroupedSet> sets,
    List<PlannedMetric> metrics,
    List<Metric> derived,
    List<String> inner,
    List<ScannedState> states,
    List<String> key,
    List<CappedDimension> capped) {
  /** The column that counts the raw rows of a group, where values are made one. */
  public static final String ROWS = "row_count";

  public ScanPlan {
    requireNonNull(eventType);
    buckets = List.copyOf(buckets);
    dimensions = List.copyOf(dimensions);
    sets = List.copyOf(sets);
    metrics = List.copyOf(metrics);
    derived = List.copyOf(derived);
    inner = List.copyOf(inner);
    states = List.copyOf(states);
    key = List.copyOf(key);
    capped = List.copyOf(capped);
  }

  /** Of all metrics, ascending. */
  public List<Duration> resolutions() {
    return metrics.stream()
        .flatMap(m -> Stream.concat(Stream.of(m.base()), m.merged().stream()))
        .distinct()
        .sorted()
        .toList();
  }

  /** Those that have the resolution, each once. */
  public List<PlannedMetric> metrics(Duration resolution) {
    return metrics.stream().filter(metric -> metric.has(resolution)).toList();
  }

  /** The column of an attribute that some dimension set has. */
  public String dimension(String attribute) {
    for (GroupedSet set : sets) {
      int at = set.dimensionSet().attributes().indexOf(attribute);
      if (at >= 0) {
        return set.columns().get(at);
      }
    }
    throw new IllegalArgumentException("no dimension set has " + attribute);
  }

  /** Of a metric that is not derived. */
  Aggregate aggregate(String metric) {
    return metrics.stream()
        .map(PlannedMetric::metric)
        .filter(m -> m.name().equals(metric))
        .map(Metric::aggregate)
        .findFirst()
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.INTERNAL,
                    "event type %s: a metric is computed of '%s', which it does not scan"
                        .formatted(eventType, metric)));
  }

  /** All that have points of the resolution, and not only states. */
  public List<Metric> declared(Duration resolution) {
    return allMetrics().stream().filter(m -> m.resolutions().contains(resolution)).toList();
  }

  /** All that it leads to series of, each once. */
  public List<Metric> allMetrics() {
    return Stream.concat(metrics.stream().map(PlannedMetric::metric), derived.stream())
        .distinct()
        .toList();
  }

  /** Whether of events with equal key and time the last one counts. */
  public boolean isUpsert() {
    return !key.isEmpty();
  }

  /**
   * The same, with the values of some dimensions that are not admitted made one; it counts the
   * {@link #ROWS}, too.
   */
  public ScanPlan withOthers(Collection<CappedDimension> full) {
    if (full.isEmpty()) {
      return this;
    }
    return new ScanPlan(
        eventType,
        buckets,
        dimensions,
        sets,
        metrics,
        derived,
        inner.stream().map(column -> withOthers(column, full)).toList(),
        Stream.concat(states.stream(), Stream.of(new ScannedState(ROWS, "count()", "sum(%s)")))
            .toList(),
        key,
        capped);
  }

  private String withOthers(String column, Collection<CappedDimension> full) {
    for (CappedDimension dimension : full) {
      String name = " AS " + dimension.column();
      if (column.endsWith(name)) {
        String value = column.substring(0, column.length() - name.length());
        return dimension.kept(eventType, value) + name;
      }
    }
    return column;
  }

  /**
   * The statement.
   *
   * @param condition which rows of {@code events}
   */
  public String select(String condition) {
    return groups(rows(condition));
  }

  /**
   * The raw rows, with the inner columns.
   *
   * @param condition which rows of {@code events}
   */
  public String rows(String condition) {
    return "SELECT %s\n  FROM events\n  WHERE %s"
        .formatted(String.join(",\n    ", inner), condition);
  }

  /**
   * The last of the raw rows with equal key and time.
   *
   * @param conditions which rows of {@code events}; rows of equal key and time fulfill the same
   *     one, and only one
   */
  public String latestRows(List<String> conditions) {
    List<String> columns =
        inner.stream().map(column -> column.equals("time") ? "time AS time" : column).toList();
    return conditions.stream()
        .map(condition -> LatestEvents.select(key, columns, "events", condition))
        .map(select -> "SELECT * FROM (\n" + select + "\n)")
        .collect(Collectors.joining("\nUNION ALL\n"));
  }

  /** The statement over such rows: the groups of the sets that no larger one covers. */
  public String groups(String rows) {
    List<String> columns = new ArrayList<>();
    columns.add(groupedOut() + " AS grouped_out");
    columns.addAll(buckets);
    columns.addAll(dimensions);
    states.forEach(state -> columns.add(state.definition()));
    return """
        SELECT %s
        FROM (
          %s
        )
        GROUP BY %s
        SETTINGS group_by_use_nulls = 0, force_grouping_standard_compatibility = 1"""
        .formatted(String.join(",\n  ", columns), rows, grouping());
  }

  private String groupedOut() {
    List<String> grouped = grouped(buckets, dimensions);
    return grouped.isEmpty() ? "toUInt64(0)" : "grouping(" + String.join(", ", grouped) + ")";
  }

  /** The columns that are in some grouping sets and not in others, and so tell them apart. */
  static List<String> grouped(List<String> buckets, List<String> dimensions) {
    return buckets.size() == 1
        ? dimensions
        : Stream.concat(buckets.stream(), dimensions.stream()).toList();
  }

  private String grouping() {
    if (buckets.size() == 1 && dimensions.isEmpty()) {
      return buckets.getFirst();
    }
    return scannedSets().stream()
        .map(set -> String.join(", ", keys(set)))
        .collect(Collectors.joining("), (", "GROUPING SETS ((", "))"));
  }

  /**
   * The statements that add the groups of all other sets to a table that holds those of {@link
   * #groups}, in any order: each of the smallest set there that covers it, which has the fewest
   * groups.
   */
  public List<String> merges(String table) {
    return distinctSets().stream()
        .flatMap(set -> cover(set).map(cover -> merge(table, cover, set)).stream())
        .toList();
  }

  private String merge(String table, GroupedSet from, GroupedSet to) {
    String keys = String.join(", ", keys(to));
    return """
        INSERT INTO %1$s (grouped_out, %2$s, %3$s)
        SELECT %4$d, %2$s, %5$s
        FROM %1$s
        WHERE grouped_out = %6$d
        GROUP BY %2$s"""
        .formatted(
            table,
            keys,
            states.stream().map(ScannedState::name).collect(Collectors.joining(", ")),
            to.groupedOut(),
            states.stream().map(ScannedState::merged).collect(Collectors.joining(", ")),
            from.groupedOut());
  }

  private Optional<GroupedSet> cover(GroupedSet set) {
    List<GroupedSet> scanned = scannedSets();
    return scanned.contains(set)
        ? Optional.empty()
        : scanned.stream()
            .filter(other -> other.covers(set))
            .min(Comparator.comparingInt(other -> other.columns().size()));
  }

  /** Those that no larger one covers. */
  private List<GroupedSet> scannedSets() {
    List<GroupedSet> distinct = distinctSets();
    return distinct.stream()
        .filter(
            set -> distinct.stream().noneMatch(other -> !other.equals(set) && other.covers(set)))
        .toList();
  }

  /** Sets of the same attributes in another order are one. */
  private List<GroupedSet> distinctSets() {
    Map<Long, GroupedSet> distinct = new LinkedHashMap<>();
    sets.forEach(set -> distinct.putIfAbsent(set.groupedOut(), set));
    return List.copyOf(distinct.values());
  }

  private static List<String> keys(GroupedSet set) {
    return Stream.concat(Stream.of(set.bucket()), set.columns().stream().sorted()).toList();
  }
}
