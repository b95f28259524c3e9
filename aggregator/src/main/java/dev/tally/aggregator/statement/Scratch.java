package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.work.Workers;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The tables that hold the rows of a scan until they are written as states: one per event type of a
 * run, in memory, gone after the run.
 */
public final class Scratch {
  private static final String PREFIX = "rollup_scratch_";

  /** Longest scan: it may list every bucket of a run, twice. */
  static final int SELECT_BYTES_MAX = 64 << 20;

  /** The blocks of a scan go into the table as they come; joining them copies every state. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "min_insert_block_size_rows", "0",
          "min_insert_block_size_bytes", "0",
          "max_query_size", Integer.toString(SELECT_BYTES_MAX),
          "max_ast_elements", "10000000",
          "max_expanded_ast_elements", "10000000");

  /** One thread of the engine each: few groups are merged by one. */
  private static final int MERGES_AT_ONCE = 2;

  private final ClickHouse clickHouse;

  public Scratch(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * A table's name.
   *
   * @return one that nobody else has: whoever believes to have the turn, and has lost it, reads its
   *     own table or none, and never one that another process is filling
   */
  public static String name(long run) {
    return PREFIX + run + "_" + UUID.randomUUID().toString().replace("-", "");
  }

  /**
   * Runs the scan into a table of that name.
   *
   * @param rows the raw rows, see {@link ScanPlan#rows}
   */
  public void create(String table, ScanPlan plan, String rows) {
    clickHouse.execute(
        "CREATE TABLE " + table + " ENGINE = Memory AS " + plan.groups(rows), Map.of(), SETTINGS);
    new Workers(MERGES_AT_ONCE)
        .run(plan.merges(table), merge -> clickHouse.execute(merge, Map.of(), SETTINGS));
  }

  /** The groups that scans found. */
  public long rows(List<String> tables) {
    return clickHouse
        .query(
            "SELECT sum(total_rows) AS row_count FROM system.tables WHERE database = currentDatabase() AND name IN {tables:Array(String)}",
            Map.of("tables", tables),
            row -> row.int64("row_count"))
        .getFirst();
  }

  public void drop(String table) {
    clickHouse.execute("DROP TABLE IF EXISTS " + Sql.identifier(table) + " SYNC");
  }

  /**
   * Drops what an interrupted run left. Whoever goes on with that, without the turn, fails then.
   */
  public void dropLeftovers() {
    leftovers().forEach(this::drop);
  }

  private List<String> leftovers() {
    return clickHouse.query(
        """
        SELECT name FROM system.tables
        WHERE database = currentDatabase() AND startsWith(name, {prefix:String})""",
        Map.of("prefix", PREFIX),
        row -> row.string("name"));
  }
}
