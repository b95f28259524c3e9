package dev.tally.storage.migration;

import dev.tally.storage.ClickHouse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How {@code events} merges, as far as the server knows such settings; set at each start where they
 * differ, for servers are renewed.
 *
 * <p>An insert is a compact part, which is few files to sync. What merges is wide: only wide parts
 * merge column by column, and rows with arrays merged row by row cost ten times the CPU. A row is
 * written again each time it merges, for about as much CPU as it took to insert it: under load
 * parts wait until some forty of a size are there, and not five. The engine lowers that by itself
 * with the parts' age and number, so what is no longer written to is merged as before, and a day
 * has rarely more than fifty parts. RATIONALE.md has the figures.
 */
final class MergeSettings {
  private static final String TABLE = "events";

  private static final Map<String, String> WANTED = new LinkedHashMap<>();

  static {
    WANTED.put("min_level_for_wide_part", "1");
    WANTED.put("min_rows_for_wide_part", "0");
    WANTED.put("min_bytes_for_wide_part", "0");
    WANTED.put("vertical_merge_algorithm_min_rows_to_activate", "1");
    WANTED.put("merge_selector_base", "100");
    WANTED.put("merge_max_block_size", "65536");
  }

  private MergeSettings() {}

  static void apply(ClickHouse clickHouse) {
    List<String> known =
        clickHouse.query(
            "SELECT name FROM system.merge_tree_settings WHERE name IN {names:Array(String)}",
            Map.of("names", WANTED.keySet()),
            row -> row.string("name"));
    if (!known.containsAll(WANTED.keySet())) {
      // Without levels, every insert would be wide, and many files to sync.
      return;
    }
    String present =
        clickHouse
            .query(
                """
                SELECT engine_full AS engine FROM system.tables
                WHERE database = currentDatabase() AND name = {table:String}
                """,
                Map.of("table", TABLE),
                row -> row.string("engine"))
            .getFirst();
    String missing =
        WANTED.entrySet().stream()
            .map(setting -> setting.getKey() + " = " + setting.getValue())
            .filter(setting -> !present.contains(setting))
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      clickHouse.execute("ALTER TABLE %s MODIFY SETTING %s".formatted(TABLE, missing));
    }
  }
}
