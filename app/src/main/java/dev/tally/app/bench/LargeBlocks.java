package dev.tally.app.bench;

import dev.tally.collector.block.BlockSettings;
import java.util.Map;

/** Settings with which a query gives blocks as large as the collector's. */
final class LargeBlocks {
  static final int ROWS = BlockSettings.EVENTS_MAX_DEFAULT;

  static final Map<String, String> SETTINGS =
      Map.of(
          "max_block_size",
          Integer.toString(ROWS),
          "preferred_block_size_bytes",
          "0",
          "max_threads",
          "1");

  private LargeBlocks() {}
}
