package dev.tally.app.bench;

import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;

/** What tables take on disk. */
final class DiskBytes {
  private DiskBytes() {}

  /**
   * Bytes per row of all the tables together, after each was merged into one part per partition.
   */
  static double perRow(ClickHouse clickHouse, List<String> tables) {
    tables.forEach(table -> clickHouse.execute("OPTIMIZE TABLE " + table + " FINAL"));
    return clickHouse
        .query(
            """
            SELECT sum(bytes_on_disk) / sum(rows) AS bytes
            FROM system.parts
            WHERE active AND database = currentDatabase() AND table IN {tables:Array(String)}
            """,
            Map.of("tables", tables),
            row -> Rounded.to3(row.float64("bytes")))
        .getFirst();
  }
}
