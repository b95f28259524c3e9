package dev.tally.storage;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The settings under which a repeated insert is dropped. A token stands for the n-th block of the
 * statement in each partition, so these fix how rows become blocks: nothing is split or joined by
 * size, time or the number of threads.
 */
final class Deduplication {
  /** Settings that only newer servers know; an older one refuses them. Default: tokens work. */
  static final Set<String> NEWER = Set.of("deduplicate_insert", "deduplicate_insert_select");

  private static final Map<String, String> COMMON =
      Map.of(
          "insert_deduplicate", "1",
          "deduplicate_insert", "enable",
          "async_insert", "0",
          "max_insert_threads", "1",
          "max_partitions_per_insert_block", "10000",
          "min_insert_block_size_bytes", "0");

  private Deduplication() {}

  /** A block of the body is a block of the insert. */
  static Map<String, String> insert(String token, Set<String> known) {
    return settings(token, known, Map.of("min_insert_block_size_rows", "0"));
  }

  /**
   * The whole result comes as one block, in memory: sorted by one thread. It would not do to join
   * blocks before they are stored, for a token stands for the blocks that come in, their number
   * included.
   */
  static Map<String, String> insertSelect(String token, Set<String> known) {
    return settings(
        token,
        known,
        Map.of(
            "max_threads", "1",
            "max_block_size", "1000000000",
            "preferred_block_size_bytes", "0",
            "min_insert_block_size_rows", "1000000000",
            "deduplicate_insert_select", "enable_even_for_bad_queries"));
  }

  private static Map<String, String> settings(
      String token, Set<String> known, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(COMMON);
    settings.putAll(more);
    settings.keySet().removeIf(name -> NEWER.contains(name) && !known.contains(name));
    settings.put("insert_deduplication_token", token);
    return settings;
  }
}
