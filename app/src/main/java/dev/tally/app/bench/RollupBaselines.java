package dev.tally.app.bench;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.view.AttributeSql;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Other ways to the figures of {@link RollupWork}, on the same events in the same engine. Each in
 * events per second.
 *
 * <ul>
 *   <li>{@code recompute_each}: a query per metric, dimension set and resolution, as cron jobs do;
 *   <li>{@code recompute_together}: one per dimension set and resolution, all metrics at once;
 *   <li>{@code materialized_views}: a view per dimension set on the insert, states by the minute,
 *       and from these another by the hour; only what the views add to the insert is counted. They
 *       write no points: whoever reads them merges. And what is inserted twice counts twice.
 * </ul>
 */
final class RollupBaselines {
  private static final double NANOS_PER_S = 1e9;
  private static final List<DimensionSet> SETS = RollupWork.ALL_SETS.subList(0, RollupWork.SETS);

  /** A collector's blocks; views side by side. */
  private static final Map<String, String> INSERT =
      Map.of(
          "min_insert_block_size_rows",
          Integer.toString(RollupEvents.BLOCK_EVENTS),
          "min_insert_block_size_bytes",
          "0",
          "parallel_view_processing",
          "1");

  /**
   * An aggregate function.
   *
   * @param parameters with parentheses, or empty
   */
  private record Statistic(String function, String parameters, String arguments) {
    String value() {
      return function + parameters + "(" + arguments + ")";
    }

    String state() {
      return function + "State" + parameters + "(" + arguments + ")";
    }

    String merged(String column) {
      return function + "MergeState" + parameters + "(" + column + ")";
    }
  }

  private static final List<List<Statistic>> METRICS =
      List.of(
          List.of(new Statistic("count", "", "")),
          List.of(new Statistic("countIf", "", "signed_in = 'true'")),
          List.of(new Statistic("sum", "", "load_ms")),
          List.of(new Statistic("avg", "", "load_ms")),
          List.of(new Statistic("min", "", "load_ms")),
          List.of(new Statistic("max", "", "load_ms")),
          List.of(new Statistic("uniq", "", "user_id")),
          List.of(new Statistic("quantilesTDigest", "(0.5, 0.95)", "load_ms")),
          List.of(new Statistic("stddevPop", "", "scroll_depth")),
          List.of(
              new Statistic("countIf", "", "load_ms <= 100"),
              new Statistic("countIf", "", "load_ms <= 500"),
              new Statistic("countIf", "", "load_ms <= 1000")));

  private final ClickHouse clickHouse;
  private final String sample;
  private final long events;
  private final PrintStream progress;
  private final EventType type = RollupWork.pageView();

  /**
   * @param blocks of each collector, that the events are in
   */
  RollupBaselines(ClickHouse clickHouse, long blocks, long events, PrintStream progress) {
    this.clickHouse = clickHouse;
    this.sample = "block <= " + blocks;
    this.events = events;
    this.progress = progress;
  }

  /** The rollup's own points are in series. */
  Map<String, Long> run() {
    Map<String, Long> rates = new LinkedHashMap<>();
    progress.printf("the same by materialized views%n");
    rates.put("materialized_views", materializedViews());
    clickHouse.execute(
        "CREATE OR REPLACE TABLE bench_points (path String, bucket DateTime('UTC'), value Float64)"
            + " ENGINE = MergeTree ORDER BY (path, bucket)");
    progress.printf("the same from raw events, all metrics at once%n");
    rates.put("recompute_together", rate(time(() -> recompute(List.of(flat())))));
    progress.printf("the same from raw events, each metric by itself%n");
    rates.put("recompute_each", rate(time(() -> recompute(METRICS))));
    clickHouse.execute("DROP TABLE bench_points");
    return rates;
  }

  private static List<Statistic> flat() {
    return METRICS.stream().flatMap(List::stream).toList();
  }

  private void recompute(List<List<Statistic>> groups) {
    for (List<Statistic> statistics : groups) {
      for (DimensionSet set : SETS) {
        for (String start : List.of("toStartOfMinute", "toStartOfHour")) {
          clickHouse.execute(recompute(statistics, set, start));
        }
      }
    }
  }

  private String recompute(List<Statistic> statistics, DimensionSet set, String start) {
    String values =
        statistics.stream()
            .map(
                statistic ->
                    statistic.parameters().isEmpty()
                        ? "[toFloat64(" + statistic.value() + ")]"
                        : "CAST(" + statistic.value() + ", 'Array(Float64)')")
            .collect(Collectors.joining(", ", "arrayConcat(", ")"));
    return """
        INSERT INTO bench_points
        SELECT concat(toString(number), '.', slice) AS path, bucket, value
        FROM (
          SELECT concat(%s) AS slice, %s(minute) AS bucket, %s AS all_values FROM (%s) GROUP BY slice, bucket
        )
        ARRAY JOIN all_values AS value, arrayEnumerate(all_values) AS number"""
        .formatted(
            set.attributes().stream()
                .map(name -> "'." + name + ".', " + name)
                .reduce("'', ''", (all, next) -> all + ", " + next),
            start,
            values,
            rows("events", sample));
  }

  /** The columns that are needed, once per row. */
  private String rows(String table, String condition) {
    return """
        SELECT toStartOfMinute(toDateTime(time, 'UTC')) AS minute, %s, %s, %s, %s AS user_id, %s AS load_ms,
          %s AS scroll_depth
        FROM %s WHERE event = '%s' AND %s"""
        .formatted(
            dimension("country"),
            dimension("device"),
            dimension("signed_in"),
            number("user_id"),
            number("load_ms"),
            number("scroll_depth"),
            table,
            RollupEvents.EVENT,
            condition);
  }

  private String dimension(String name) {
    return "toLowCardinality(ifNull(%s, '')) AS %s".formatted(AttributeSql.text(find(name)), name);
  }

  private String number(String name) {
    return "ifNull(" + AttributeSql.number(find(name)) + ", 0)";
  }

  private Attribute find(String name) {
    return type.attribute(name).orElseThrow();
  }

  private long materializedViews() {
    List<String> made = new ArrayList<>();
    clickHouse.execute("CREATE TABLE bench_nothing ENGINE = Null EMPTY AS SELECT * FROM events");
    clickHouse.execute("CREATE TABLE bench_source ENGINE = Null EMPTY AS SELECT * FROM events");
    for (int i = 0; i < SETS.size(); i++) {
      made.addAll(views(i));
    }
    insert("bench_nothing");
    double nothing = time(() -> insert("bench_nothing"));
    double all = time(() -> insert("bench_source"));
    compare();
    made.reversed().forEach(table -> clickHouse.execute("DROP TABLE " + table + " SYNC"));
    clickHouse.execute("DROP TABLE bench_source SYNC");
    clickHouse.execute("DROP TABLE bench_nothing SYNC");
    return rate(Math.max(all - nothing, Double.MIN_NORMAL));
  }

  private void insert(String target) {
    clickHouse.execute(
        "INSERT INTO %s SELECT * FROM events WHERE %s".formatted(target, sample), Map.of(), INSERT);
  }

  /** What they make of one dimension set; tables before the views on them. */
  private List<String> views(int number) {
    List<Statistic> statistics = flat();
    List<String> dimensions = SETS.get(number).attributes();
    String keys = dimensions.stream().map(name -> ", " + name).collect(Collectors.joining());
    String states =
        IntStream.range(0, statistics.size())
            .mapToObj(i -> statistics.get(i).state() + " AS s" + i)
            .collect(Collectors.joining(", "));
    String merged =
        IntStream.range(0, statistics.size())
            .mapToObj(i -> statistics.get(i).merged("s" + i) + " AS h" + i)
            .collect(Collectors.joining(", "));
    String minutes = "bench_minutes_" + number;
    String hours = "bench_hours_" + number;
    String byMinute =
        "SELECT minute%1$s, %2$s FROM (%3$s) GROUP BY minute%1$s"
            .formatted(keys, states, rows("bench_source", "1"));
    table(minutes, "minute" + keys, byMinute);
    String byHour =
        "SELECT toStartOfHour(minute) AS hour%1$s, %2$s FROM %3$s GROUP BY hour%1$s"
            .formatted(keys, merged, minutes);
    table(hours, "hour" + keys, byHour);
    clickHouse.execute(
        "CREATE MATERIALIZED VIEW %1$s_view TO %1$s AS %2$s".formatted(minutes, byMinute));
    clickHouse.execute(
        "CREATE MATERIALIZED VIEW %1$s_view TO %1$s AS %2$s".formatted(hours, byHour));
    return List.of(minutes, hours, minutes + "_view", hours + "_view");
  }

  private void table(String name, String key, String select) {
    clickHouse.execute(
        "CREATE TABLE %s ENGINE = AggregatingMergeTree ORDER BY (%s) EMPTY AS %s"
            .formatted(name, key, select));
  }

  /**
   * Both ways have the same: how many views, how long they loaded, and the slowest of each bucket.
   */
  private void compare() {
    String ours =
        clickHouse
            .query(
                """
                SELECT concat(toString(round(sumIf(latest, metric = 'views'))), ' ',
                  toString(round(sumIf(latest, metric = 'load_total'))), ' ',
                  toString(round(sumIf(latest, metric = 'load_most')))) AS answer
                FROM (
                  SELECT splitByChar('.', path)[3] AS metric, argMax(value, version) AS latest
                  FROM series GROUP BY path, time
                )""",
                Map.of(),
                row -> row.string("answer"))
            .getFirst();
    String theirs =
        clickHouse
            .query(
                """
                SELECT concat(toString(round(sum(n))), ' ', toString(round(sum(total))), ' ',
                  toString(round(sum(most)))) AS answer
                FROM (%s)"""
                    .formatted(
                        IntStream.range(0, SETS.size())
                            .boxed()
                            .flatMap(
                                i -> List.of(merged(i, "minutes"), merged(i, "hours")).stream())
                            .collect(Collectors.joining(" UNION ALL "))),
                Map.of(),
                row -> row.string("answer"))
            .getFirst();
    if (!ours.equals(theirs)) {
      throw new TallyException(
          ErrorCode.INTERNAL,
          "series and materialized views answer differently: %s, and %s".formatted(ours, theirs));
    }
  }

  private static String merged(int number, String kind) {
    boolean isByMinute = kind.equals("minutes");
    String keys = String.join(", ", SETS.get(number).attributes());
    return """
        SELECT toFloat64(countMerge(%1$s0)) AS n, toFloat64(sumMerge(%1$s2)) AS total,
          toFloat64(maxMerge(%1$s5)) AS most
        FROM bench_%2$s_%3$d GROUP BY %4$s%5$s"""
        .formatted(
            isByMinute ? "s" : "h",
            kind,
            number,
            isByMinute ? "minute" : "hour",
            keys.isEmpty() ? "" : ", " + keys);
  }

  /** In seconds. */
  private static double time(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / NANOS_PER_S;
  }

  private long rate(double seconds) {
    return Math.round(events / seconds);
  }
}
