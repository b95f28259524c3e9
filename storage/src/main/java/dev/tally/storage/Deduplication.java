package dev.tally.storage;

import java.util.Map;

/**
 * The settings under which a repeated insert is dropped. A token stands for the n-th block of the
 * statement in each partition, so these fix how rows become blocks: nothing is split or joined by
 * size, time or the number of threads.
 */
final class Deduplication {
  private static final String ONE_BLOCK_ROWS = "1000000000";
  private static final String ONE_BLOCK_BYTES = "0";

  private Deduplication() {}

  static Map<String, String> insert(String token) {
    return Map.of(
        "insert_deduplication_token", token,
        "insert_deduplicate", "1",
        "async_insert", "0",
        "max_insert_threads", "1",
        "min_insert_block_size_rows", "0",
        "min_insert_block_size_bytes", "0");
  }

  static Map<String, String> insertSelect(String token) {
    return Map.of(
        "insert_deduplication_token", token,
        "insert_deduplicate", "1",
        "deduplicate_insert_select", "force_enable",
        "async_insert", "0",
        "max_insert_threads", "1",
        "min_insert_block_size_rows", ONE_BLOCK_ROWS,
        "min_insert_block_size_bytes", ONE_BLOCK_BYTES);
  }
}
