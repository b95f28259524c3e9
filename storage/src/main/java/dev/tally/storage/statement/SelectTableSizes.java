package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Map;

/** Rows and bytes of Tally's tables. */
public final class SelectTableSizes {
  private static final String SQL =
      """
      SELECT t.name AS name,
             sum(p.rows) AS rows,
             sum(p.bytes_on_disk) AS bytes,
             sum(p.data_uncompressed_bytes) AS bytes_uncompressed
      FROM system.tables AS t
      LEFT JOIN (SELECT * FROM system.parts WHERE active) AS p
          ON p.database = t.database AND p.table = t.name
      WHERE t.database = currentDatabase() AND t.engine LIKE '%MergeTree'
      GROUP BY name
      ORDER BY name
      """;

  private final ClickHouse clickHouse;

  public SelectTableSizes(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** By name. */
  public List<TableSize> run() {
    return clickHouse.query(
        SQL,
        Map.of(),
        row ->
            new TableSize(
                row.string("name"),
                row.int64("rows"),
                row.int64("bytes"),
                row.int64("bytes_uncompressed")));
  }

  /**
   * @param bytes on disk
   */
  public record TableSize(String name, long rows, long bytes, long bytesUncompressed) {}
}
