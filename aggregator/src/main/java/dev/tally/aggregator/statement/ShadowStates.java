package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.StateKind;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The tables in which a backfill collects its states, one for each states table, and how they take
 * the place of what is there. A partition is replaced at once: who reads it sees the old states or
 * the new ones, and never both or none.
 */
public final class ShadowStates {
  /** Instead of the number of a backfill: tables of a verification. */
  public static final long VERIFICATION = 0;

  private static final String PREFIX = "backfill_";
  private static final String SCRATCH = "scratch_";
  private static final String SWAP = "swap";

  private final ClickHouse clickHouse;
  private final TouchStates touchStates;

  public ShadowStates(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.touchStates = new TouchStates(clickHouse);
  }

  /** Before the name of a states table. */
  public static String prefix(long backfill) {
    return PREFIX + backfill + "_";
  }

  /**
   * Of a scan's table.
   *
   * @param unique so that a statement that outlives its process writes to no other's
   */
  public static String scratch(long backfill, String unique) {
    return prefix(backfill) + SCRATCH + unique;
  }

  /** Empty ones; what was there before is gone. */
  public void create(long backfill, Collection<StateKind> kinds) {
    drop(backfill);
    for (String table : tables(kinds)) {
      clickHouse.execute("CREATE TABLE IF NOT EXISTS " + prefix(backfill) + table + " AS " + table);
    }
  }

  /** Everything of a backfill. */
  public void drop(long backfill) {
    dropAll(names().stream().filter(name -> name.startsWith(prefix(backfill))).toList());
  }

  /** What interrupted scans left, of whatever backfill. */
  public void dropScratch() {
    dropAll(
        names().stream()
            .filter(name -> name.contains("_" + SCRATCH))
            .filter(name -> !name.startsWith(prefix(VERIFICATION)))
            .toList());
  }

  /** Those that have tables, ascending. */
  public List<Long> backfills() {
    return names().stream()
        .map(name -> name.substring(PREFIX.length(), name.indexOf('_', PREFIX.length())))
        .map(Long::valueOf)
        .distinct()
        .sorted()
        .toList();
  }

  private List<String> names() {
    return clickHouse.query(
        """
        SELECT name FROM system.tables
        WHERE database = currentDatabase() AND match(name, '^backfill_[0-9]+_')""",
        Map.of(),
        row -> row.string("name"));
  }

  private void dropAll(List<String> tables) {
    for (String table : tables) {
      clickHouse.execute("DROP TABLE IF EXISTS " + Sql.identifier(table) + " SYNC");
    }
  }

  /** The states tables that a backfill has shadows of. */
  public List<String> tables(long backfill) {
    List<String> all = tables(List.of(StateKind.values()));
    return names().stream()
        .filter(name -> name.startsWith(prefix(backfill)))
        .map(name -> name.substring(prefix(backfill).length()))
        .filter(all::contains)
        .sorted()
        .toList();
  }

  /** On which days there are buckets in the shadow tables, since the epoch. */
  public List<Long> days(long backfill, StateScope scope) {
    TreeSet<Long> days = new TreeSet<>();
    for (String table : tables(backfill)) {
      days.addAll(days(prefix(backfill) + table, scope));
    }
    return List.copyOf(days);
  }

  /** On which days there are buckets in the states tables. */
  public List<Long> days(Collection<StateKind> kinds, StateScope scope) {
    TreeSet<Long> days = new TreeSet<>();
    for (String table : tables(kinds)) {
      days.addAll(days(table, scope));
    }
    return List.copyOf(days);
  }

  private List<Long> days(String table, StateScope scope) {
    return clickHouse.query(
        "SELECT DISTINCT intDiv(toUnixTimestamp(bucket), 86400) AS day FROM %s WHERE %s"
            .formatted(table, scope.condition()),
        Map.of(),
        row -> row.int64("day"));
  }

  /**
   * The buckets in which something had states and has none any more, ascending, in seconds since
   * the epoch. To be asked before the swap.
   */
  public List<Long> vanishing(
      long backfill,
      StateKind kind,
      Collection<String> metrics,
      Duration resolution,
      StateScope scope) {
    String condition = scope.of(metrics, resolution).condition();
    return clickHouse.query(
        """
        SELECT DISTINCT toUnixTimestamp(bucket) AS start_s
        FROM %s
        WHERE %s AND (metric, dimension_set, bucket, dimension_values) NOT IN (
          SELECT metric, dimension_set, bucket, dimension_values FROM %s WHERE %s)
        ORDER BY start_s"""
            .formatted(kind.table(), condition, prefix(backfill) + kind.table(), condition),
        Map.of(),
        row -> row.int64("start_s"));
  }

  /** The partitions of a states table in which something changes. */
  public List<String> partitions(long backfill, String table, StateScope scope) {
    String select = "SELECT _partition_id AS partition_name FROM %s WHERE " + scope.condition();
    return clickHouse.query(
        "SELECT DISTINCT partition_name FROM (%s UNION ALL %s) ORDER BY partition_name"
            .formatted(select.formatted(table), select.formatted(prefix(backfill) + table)),
        Map.of(),
        row -> row.string("partition_name"));
  }

  /**
   * Puts the new states of a partition in the place of the old. A repeat ends with the same. Nobody
   * else may write states meanwhile.
   *
   * @param run that the new states are of
   */
  public void swap(long backfill, String table, String partition, StateScope scope, long run) {
    String copy = prefix(backfill) + SWAP;
    String id = Sql.literal(partition);
    clickHouse.execute("DROP TABLE IF EXISTS " + copy + " SYNC");
    clickHouse.execute("CREATE TABLE " + copy + " AS " + table);
    // Hard links: nothing is copied, and the states table itself stays as it is.
    clickHouse.execute("ALTER TABLE " + copy + " ATTACH PARTITION ID " + id + " FROM " + table);
    clickHouse.execute(
        "DELETE FROM " + copy + " WHERE " + scope.condition(), Map.of(), Statements.DELETE);
    clickHouse.execute(
        """
        INSERT INTO %s
        SELECT * REPLACE (toUInt64(%d) AS run) FROM %s WHERE _partition_id = %s AND %s"""
            .formatted(copy, run, prefix(backfill) + table, id, scope.condition()));
    // Points of other sites' states are written anew with these.
    touchStates.run(copy, table, run, "_partition_id = %s AND %s".formatted(id, scope.others()));
    clickHouse.execute("ALTER TABLE " + table + " REPLACE PARTITION ID " + id + " FROM " + copy);
    clickHouse.execute("DROP TABLE IF EXISTS " + copy + " SYNC");
  }

  /** Each once. */
  private static List<String> tables(Collection<StateKind> kinds) {
    return kinds.stream().map(StateKind::table).distinct().sorted().toList();
  }
}
