package dev.tally.aggregator.statement;

import dev.tally.aggregator.plan.StateKind;
import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;

/**
 * Marks states as touched by a run that leaves them as they are: it replaces what another site has
 * in the same buckets, all points of which are written anew then. What is inserted is neutral: it
 * adds nothing to whatever it merges with.
 */
public final class TouchStates {
  static final String KEY = "event, metric, resolution, dimension_set, bucket, dimension_values";

  private final ClickHouse clickHouse;

  public TouchStates(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * A repeat changes nothing.
   *
   * @param table one of the states tables
   * @param condition which of its rows
   */
  public void run(String table, long run, String condition) {
    run(table, table, run, condition);
  }

  /**
   * @param into a table of the same shape, which has or gets the same rows
   */
  void run(String into, String table, long run, String condition) {
    List<String> kept = kept(table);
    String columns = kept.isEmpty() ? "" : ", " + String.join(", ", kept);
    String values =
        kept.stream().map(column -> ", %1$s(%1$s)".formatted(column)).reduce("", String::concat);
    clickHouse.execute(
        """
        INSERT INTO %s (%s, run, site%s)
        SETTINGS optimize_on_insert = 0, max_partitions_per_insert_block = 0
        SELECT %s, %d, site%s FROM %s WHERE %s GROUP BY %s, site"""
            .formatted(into, KEY, columns, KEY, run, values, table, condition, KEY),
        Map.of(),
        Statements.LARGE);
  }

  /** Columns whose default is not neutral; their own value is. */
  private static List<String> kept(String table) {
    return table.equals(StateKind.CANDLE.table()) ? List.of("min", "max") : List.of();
  }
}
