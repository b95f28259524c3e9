package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.Buckets;
import dev.tally.aggregator.plan.GroupedSet;
import dev.tally.aggregator.plan.PlannedMetric;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.plan.StateColumns;
import dev.tally.aggregator.plan.StateKind;
import dev.tally.aggregator.work.Workers;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From scratch tables into one of the states tables: a row per metric, resolution, dimension set,
 * bucket and values. Wider buckets are merged from the scan's groups on the way. All rows go in as
 * one block, so that the token stands for one part per partition, whatever their order; a repeat is
 * a no-op.
 */
public final class InsertStates {
  /**
   * Of one scan.
   *
   * @param floors the first bucket of a resolution that is inserted, in seconds since the epoch;
   *     all are where there is none
   */
  public record Source(String table, ScanPlan plan, Map<Duration, Long> floors) {
    public Source {
      floors = Map.copyOf(floors);
    }

    public Source(String table, ScanPlan plan) {
      this(table, plan, Map.of());
    }

    /** A condition on the beginning of buckets that wider ones are made of, or that are it. */
    private String isKept(String bucket, Duration resolution) {
      Long floor = floors.get(resolution);
      return floor == null ? "1" : "%s >= toDateTime(%d, 'UTC')".formatted(bucket, floor);
    }
  }

  private static final Map<String, String> NUMBER_DEFAULTS =
      Map.of("count", "toUInt64(0)", "sum", "toFloat64(0)", "min", "NULL", "max", "NULL");

  private static final List<String> KEY =
      List.of(
          "event", "metric", "resolution", "dimension_set", "bucket", "dimension_values", "run");

  private static final int PORTIONS_AT_ONCE = 2;

  private final ClickHouse clickHouse;

  public InsertStates(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * What one statement inserts. Its token is of it alone.
   *
   * @param resolution empty: all
   */
  private record Portion(StateKind kind, Optional<Duration> resolution) {
    boolean has(Duration other) {
      return resolution.map(other::equals).orElse(true);
    }

    String token(String prefix) {
      return prefix
          + "-"
          + kind.name().toLowerCase(Locale.ROOT)
          + resolution.map(r -> "-" + r.toSeconds()).orElse("");
    }
  }

  /**
   * Every kind of state that any of the sources has, several at once: each takes one thread of the
   * engine.
   *
   * @param prefix before the names of the states tables
   * @param isLarge whether each resolution goes in by itself, which makes more parts and takes less
   *     time; a repeat must say the same
   * @param token prefix of those under which it is inserted
   * @param inserted learns of each kind, by one thread at a time; what it throws ends this
   */
  public void run(
      String prefix,
      long run,
      List<Source> sources,
      boolean isLarge,
      String token,
      Consumer<StateKind> inserted) {
    Object oneAtATime = new Object();
    new Workers(PORTIONS_AT_ONCE)
        .run(
            portions(sources, isLarge),
            portion -> {
              run(prefix, run, portion, sources, portion.token(token));
              synchronized (oneAtATime) {
                inserted.accept(portion.kind());
              }
            });
  }

  private static List<Portion> portions(List<Source> sources, boolean isLarge) {
    return Stream.of(StateKind.values()).flatMap(kind -> portions(kind, sources, isLarge)).toList();
  }

  private static Stream<Portion> portions(StateKind kind, List<Source> sources, boolean isLarge) {
    List<PlannedMetric> metrics =
        sources.stream().flatMap(source -> metrics(kind, source.plan()).stream()).toList();
    if (metrics.isEmpty()) {
      return Stream.empty();
    }
    return isLarge
        ? metrics.stream()
            .flatMap(m -> Stream.concat(Stream.of(m.base()), m.merged().stream()))
            .distinct()
            .sorted()
            .map(resolution -> new Portion(kind, Optional.of(resolution)))
        : Stream.of(new Portion(kind, Optional.empty()));
  }

  private void run(String prefix, long run, Portion portion, List<Source> sources, String token) {
    StateKind kind = portion.kind();
    List<String> columns =
        sources.stream()
            .flatMap(source -> metrics(kind, source.plan()).stream())
            .flatMap(metric -> metric.states().keySet().stream())
            .distinct()
            .toList();
    String rows =
        sources.stream()
            .flatMap(source -> selects(run, portion, source, columns).stream())
            .collect(Collectors.joining("\nUNION ALL\n"));
    clickHouse.insertSelect(
        "%s (%s, %s)"
            .formatted(prefix + kind.table(), String.join(", ", KEY), String.join(", ", columns)),
        rows,
        "bucket",
        Map.of(),
        Statements.STATES,
        token);
  }

  private static List<PlannedMetric> metrics(StateKind kind, ScanPlan plan) {
    return plan.metrics().stream().filter(metric -> metric.kind() == kind).toList();
  }

  private static List<String> selects(
      long run, Portion portion, Source source, List<String> columns) {
    StateKind kind = portion.kind();
    List<String> selects = new ArrayList<>();
    for (GroupedSet set : source.plan().sets()) {
      List<PlannedMetric> metrics =
          metrics(kind, source.plan()).stream().filter(m -> isIn(set, m)).toList();
      if (portion.has(set.resolution())) {
        selects.addAll(groups(run, kind, source, set, set.resolution(), metrics, columns));
      }
      for (Duration resolution :
          source.plan().resolutions().stream().filter(portion::has).toList()) {
        List<PlannedMetric> merged =
            metrics.stream().filter(m -> m.merged().contains(resolution)).toList();
        groups(run, kind, source, set, resolution, merged, columns)
            .forEach(groups -> selects.add(merged(run, resolution, groups, columns)));
      }
    }
    return selects;
  }

  private static boolean isIn(GroupedSet set, PlannedMetric metric) {
    return metric.base().equals(set.resolution())
        && metric.metric().seriesSets().contains(set.dimensionSet());
  }

  /**
   * As they were scanned.
   *
   * @param resolution that they are for: what is kept of it
   */
  private static List<String> groups(
      long run,
      StateKind kind,
      Source source,
      GroupedSet set,
      Duration resolution,
      List<PlannedMetric> metrics,
      List<String> columns) {
    if (kind == StateKind.NUMBERS) {
      return metrics.isEmpty()
          ? List.of()
          : List.of(numbers(run, source, set, resolution, metrics, columns));
    }
    return metrics.stream().map(metric -> state(run, source, set, resolution, metric)).toList();
  }

  /** Groups of a wider bucket put together. */
  private static String merged(long run, Duration resolution, String groups, List<String> columns) {
    String bucket = Buckets.wider("bucket", resolution);
    // By names of their own, or they would be taken for the columns that they are made of.
    String wider =
        columns.stream()
            .map(column -> StateColumns.merged(column) + " AS wider_" + column)
            .collect(Collectors.joining(", "));
    return """
        SELECT event, metric, %d AS resolution, dimension_set, wider_bucket AS bucket, dimension_values, %d AS run, %s
        FROM (
        SELECT event, metric, dimension_set, %s AS wider_bucket, dimension_values, %s
        FROM (
        %s
        )
        GROUP BY event, metric, dimension_set, wider_bucket, dimension_values
        )"""
        .formatted(
            resolution.toSeconds(),
            run,
            columns.stream()
                .map(column -> "wider_%1$s AS %1$s".formatted(column))
                .collect(Collectors.joining(", ")),
            bucket,
            wider,
            groups);
  }

  /** All metrics at once: plain numbers are cheap to put side by side and join out. */
  private static String numbers(
      long run,
      Source source,
      GroupedSet set,
      Duration resolution,
      List<PlannedMetric> metrics,
      List<String> columns) {
    List<String> joined = new ArrayList<>();
    joined.add(array(metrics, m -> Sql.literal(m.metric().name())) + " AS metric");
    for (String column : columns) {
      joined.add(
          array(metrics, m -> m.states().getOrDefault(column, NUMBER_DEFAULTS.get(column)))
              + " AS "
              + column);
    }
    joined.add(
        array(metrics, m -> m.values().map(v -> v + " > 0").orElse("true")) + " AS has_point");
    return """
        SELECT %s, %s
        FROM (SELECT * FROM %s WHERE grouped_out = %d AND %s)
        ARRAY JOIN %s
        WHERE has_point"""
        .formatted(
            key(run, source, set, "metric"),
            String.join(", ", columns),
            source.table(),
            set.groupedOut(),
            source.isKept(set.bucket(), resolution),
            String.join(", ", joined));
  }

  private static String state(
      long run, Source source, GroupedSet set, Duration resolution, PlannedMetric metric) {
    return "SELECT %s, %s FROM %s WHERE grouped_out = %d AND %s%s"
        .formatted(
            key(run, source, set, Sql.literal(metric.metric().name())),
            metric.states().entrySet().stream()
                .map(state -> state.getValue() + " AS " + state.getKey())
                .collect(Collectors.joining(", ")),
            source.table(),
            set.groupedOut(),
            source.isKept(set.bucket(), resolution),
            metric.values().map(values -> " AND " + values + " > 0").orElse(""));
  }

  private static String key(long run, Source source, GroupedSet set, String metric) {
    String values =
        set.columns().stream()
            .map(column -> "CAST(" + column + ", 'String')")
            .collect(Collectors.joining(", "));
    return "%s AS event, %s AS metric, %d AS resolution, %s AS dimension_set, %s AS bucket, CAST([%s], 'Array(String)') AS dimension_values, %d AS run"
        .formatted(
            Sql.literal(source.plan().eventType()),
            metric,
            set.resolution().toSeconds(),
            Sql.literal(set.dimensionSet().key()),
            set.bucket(),
            values,
            run);
  }

  private static String array(
      List<PlannedMetric> metrics, Function<PlannedMetric, String> element) {
    return metrics.stream().map(element).collect(Collectors.joining(", ", "[", "]"));
  }
}
