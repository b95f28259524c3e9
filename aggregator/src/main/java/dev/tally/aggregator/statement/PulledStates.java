package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.StateColumns;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * States of a site: in staging tables of their own, one for each states table, as they were
 * fetched; and how they take the place of what is there of the site.
 */
public final class PulledStates {
  private static final String PREFIX = "pull_";

  private static final List<String> KEY =
      List.of("event", "metric", "resolution", "dimension_set", "bucket", "dimension_values");

  private final ClickHouse clickHouse;

  /**
   * Something has no states in it any more.
   *
   * @param start of the bucket, in seconds since the epoch
   */
  public record Vanishing(String eventType, Duration resolution, long start) {}

  public PulledStates(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** The table of a staging that has the states of one of the states tables. */
  public static String table(String staging, String table) {
    return PREFIX + staging + "_" + table;
  }

  /** The columns that it has and a fetch fills, in this order. */
  public static List<String> columns(String table) {
    List<String> columns = new ArrayList<>(KEY);
    columns.addAll(StateColumns.of(table));
    return columns;
  }

  /**
   * What a site is asked for: a row per key, its states merged into one.
   *
   * @param condition which rows
   */
  public static String select(String table, String condition) {
    String key = String.join(", ", KEY);
    List<String> states = StateColumns.of(table);
    List<String> outer = new ArrayList<>();
    List<String> inner = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      inner.add(StateColumns.merged(states.get(i)) + " AS state_" + i);
      outer.add("state_" + i + " AS " + states.get(i));
    }
    // By values and then by time, what follows resembles what was before: it compresses well.
    return """
        SELECT %1$s, %2$s FROM (
          SELECT %1$s, %3$s FROM %4$s WHERE site = '' AND (%5$s) GROUP BY %1$s)
        ORDER BY event, metric, resolution, dimension_set, dimension_values, bucket"""
        .formatted(key, String.join(", ", outer), String.join(", ", inner), table, condition);
  }

  public void create(String staging, Collection<String> tables) {
    for (String table : tables) {
      clickHouse.execute(
          "CREATE TABLE %s AS %s ENGINE = MergeTree PRIMARY KEY tuple() ORDER BY tuple()"
              .formatted(table(staging, table), table));
    }
  }

  public long rows(String staging, Collection<String> tables) {
    String all =
        tables.stream()
            .map(table -> "SELECT count() AS row_count FROM " + table(staging, table))
            .collect(Collectors.joining(" UNION ALL "));
    return clickHouse
        .query(
            "SELECT sum(row_count) AS total FROM (" + all + ")",
            Map.of(),
            row -> row.int64("total"))
        .getFirst();
  }

  /** Those that are there, each once. */
  public List<String> stagings() {
    return clickHouse.query(
        """
        SELECT DISTINCT extract(name, '^pull_([0-9a-f]+)_') AS staging FROM system.tables
        WHERE database = currentDatabase() AND staging != ''""",
        Map.of(),
        row -> row.string("staging"));
  }

  /** The states tables that a staging has one for. */
  public List<String> tables(String staging) {
    String prefix = PREFIX + staging + "_";
    return clickHouse.query(
        """
        SELECT name FROM system.tables
        WHERE database = currentDatabase() AND startsWith(name, {prefix:String}) ORDER BY name""",
        Map.of("prefix", prefix),
        row -> row.string("name").substring(prefix.length()));
  }

  public void drop(String staging) {
    for (String table : tables(staging)) {
      clickHouse.execute("DROP TABLE IF EXISTS " + Sql.identifier(table(staging, table)) + " SYNC");
    }
  }

  /** The buckets in which something has states of the site, and none in the staging. */
  public List<Vanishing> vanishing(
      String staging, String site, Collection<String> tables, List<PulledBuckets> buckets) {
    String key = String.join(", ", KEY);
    String all =
        tables.stream()
            .map(
                table ->
                    "SELECT event, resolution, bucket FROM %s WHERE site = %s AND %s AND (%s) NOT IN (SELECT %s FROM %s)"
                        .formatted(
                            table,
                            Sql.literal(site),
                            PulledBuckets.condition(buckets),
                            key,
                            key,
                            table(staging, table)))
            .collect(Collectors.joining("\nUNION ALL\n"));
    return clickHouse.query(
        """
        SELECT DISTINCT event AS event_type, resolution AS seconds, toUnixTimestamp(bucket) AS start
        FROM (%s) ORDER BY event_type, seconds, start"""
            .formatted(all),
        Map.of(),
        Statements.LARGE,
        row ->
            new Vanishing(
                row.string("event_type"),
                Duration.ofSeconds(row.int64("seconds")),
                row.int64("start")));
  }

  /**
   * Deletes what earlier runs put into some buckets of a site; a repeat deletes nothing of this
   * run.
   *
   * @return whether there was any
   */
  public boolean delete(String table, String site, long run, List<PulledBuckets> buckets) {
    String rows =
        "site = %s AND run < %d AND %s"
            .formatted(Sql.literal(site), run, PulledBuckets.condition(buckets));
    boolean isAny =
        !clickHouse
            .query(
                "SELECT run FROM %s WHERE %s LIMIT 1".formatted(table, rows),
                Map.of(),
                Statements.LARGE,
                row -> row.int64("run"))
            .isEmpty();
    if (isAny) {
      clickHouse.execute(
          "DELETE FROM %s WHERE %s".formatted(table, rows), Map.of(), Statements.DELETE_LARGE);
    }
    return isAny;
  }

  /** Puts what was fetched among the states; a repeat is a no-op. */
  public void insert(String staging, String table, String site, long run, String token) {
    String columns = String.join(", ", columns(table));
    clickHouse.insertSelect(
        "%s (%s, run, site)".formatted(table, columns),
        "SELECT %s, %d AS run, %s AS site FROM %s"
            .formatted(columns, run, Sql.literal(site), table(staging, table)),
        "bucket",
        Map.of(),
        Statements.STATES,
        token);
  }
}
