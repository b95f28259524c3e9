package dev.tally.app.bench;

import java.util.Map;

/** Settings with which a query gives blocks as large as the collector's. */
final class LargeBlocks {
  static final int ROWS = 200_000;

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
