package dev.tally.aggregator.testing;

import dev.tally.storage.ClickHouse;
import java.util.List;

/** All tables that a rollup reads or writes. */
public final class Tables {
  private static final List<String> ALL =
      List.of(
          "events",
          "inserts",
          "states",
          "states_uniq",
          "states_quantiles",
          "states_ends",
          "states_moments",
          "states_uniq_exact",
          "states_histogram",
          "states_candle",
          "entities",
          "series",
          "series_index",
          "series_recomputed",
          "watermarks",
          "admitted_values");

  /** As the tables are made. */
  private static final int TOKENS = 100_000;

  private Tables() {}

  public static void empty(ClickHouse clickHouse) {
    ALL.forEach(table -> clickHouse.execute("TRUNCATE TABLE " + table));
    ALL.stream()
        .filter(table -> table.startsWith("states"))
        .forEach(table -> forgetTokens(clickHouse, table));
    clickHouse.execute("DROP TABLE IF EXISTS truth SYNC");
  }

  /**
   * A table that is emptied still knows the tokens of parts that were merged, and a test that sets
   * its clock to the time of another uses the same ones.
   */
  private static void forgetTokens(ClickHouse clickHouse, String table) {
    for (int window : new int[] {0, TOKENS}) {
      clickHouse.execute(
          "ALTER TABLE %s MODIFY SETTING non_replicated_deduplication_window = %d"
              .formatted(table, window));
    }
  }
}
