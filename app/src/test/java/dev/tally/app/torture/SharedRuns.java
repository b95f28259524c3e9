package dev.tally.app.torture;

import dev.tally.metadata.MetadataDatabase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log of rollup runs, as the metadata database has it. */
final class SharedRuns {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final MetadataDatabase metadata;

  SharedRuns(MetadataDatabase metadata) {
    this.metadata = metadata;
  }

  /** How many runs a node has finished, with blocks of their own. */
  long done(AggregatorNode node, Instant since) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) FROM rollup_run
                    WHERE state = 'DONE' AND node LIKE :node AND done_at > :since""")
                .bind("node", "%" + node.suffix())
                .bind("since", since.atOffset(ZoneOffset.UTC))
                .mapTo(Long.class)
                .one());
  }

  /** Whether it is in the middle of one. */
  boolean isAtWork(AggregatorNode node) {
    return unfinished("%" + node.suffix()) > 0;
  }

  long unfinished() {
    return unfinished("%");
  }

  private long unfinished(String node) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM rollup_run WHERE state <> 'DONE' AND node LIKE :node")
                .bind("node", node)
                .mapTo(Long.class)
                .one());
  }

  /** Connections that the database has of a node; with the last one its locks go. */
  long connections(AggregatorNode node) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM pg_stat_activity WHERE application_name = :name")
                .bind("name", node.name())
                .mapTo(Long.class)
                .one());
  }

  /** Blocks that are in two runs, or in none though later ones are in some. */
  List<String> misplaced() {
    Map<String, Long> last = new HashMap<>();
    List<String> misplaced = new ArrayList<>();
    List<String> all =
        metadata.withHandle(
            handle ->
                handle
                    .createQuery("SELECT ranges FROM rollup_run ORDER BY id")
                    .mapTo(String.class)
                    .list());
    for (String ranges : all) {
      for (JsonNode range : JSON.readTree(ranges)) {
        String collector = range.path("collector").asString();
        if (range.path("first").asLong() != last.getOrDefault(collector, 0L) + 1) {
          misplaced.add("%s, after block %s".formatted(range, last.get(collector)));
        }
        last.put(collector, range.path("last").asLong());
      }
    }
    return misplaced;
  }
}
