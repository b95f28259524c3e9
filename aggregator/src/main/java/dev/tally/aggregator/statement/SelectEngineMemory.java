package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import java.util.Map;

/** How much memory the engine may allocate, in bytes. */
public final class SelectEngineMemory {
  private final ClickHouse clickHouse;

  public SelectEngineMemory(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public long run() {
    return clickHouse
        .query(
            "SELECT toInt64(value) AS bytes FROM system.server_settings WHERE name = 'max_server_memory_usage'",
            Map.of(),
            row -> row.int64("bytes"))
        .getFirst();
  }
}
