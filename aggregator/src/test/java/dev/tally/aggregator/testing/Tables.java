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

  private Tables() {}

  public static void empty(ClickHouse clickHouse) {
    ALL.forEach(table -> clickHouse.execute("TRUNCATE TABLE " + table));
    clickHouse.execute("DROP TABLE IF EXISTS truth SYNC");
  }
}
