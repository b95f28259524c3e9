package dev.tally.aggregator.statement;

import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much memory the engine may allocate, in bytes; 0 where the engine doesn't say. */
public final class SelectEngineMemory {
  private static final Logger LOG = LoggerFactory.getLogger(SelectEngineMemory.class);

  private final ClickHouse clickHouse;

  public SelectEngineMemory(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  public long run() {
    try {
      return clickHouse
          .query(
              "SELECT toInt64(value) AS bytes FROM system.server_settings WHERE name = 'max_server_memory_usage'",
              Map.of(),
              row -> row.int64("bytes"))
          .getFirst();
    } catch (TallyException e) {
      LOG.debug("the engine does not say how much memory it has", e); // a grant that is not needed
      return 0;
    }
  }
}
