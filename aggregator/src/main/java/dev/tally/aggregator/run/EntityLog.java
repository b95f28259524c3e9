package dev.tally.aggregator.run;

import dev.tally.aggregator.statement.BlockRange;
import dev.tally.metadata.MetadataDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How far the current state of entities is, in the metadata database. */
final class EntityLog {
  private static final long ID = 1;
  private static final TypeReference<Map<String, Long>> POSITIONS = new TypeReference<>() {};
  private static final TypeReference<List<BlockRange>> RANGES = new TypeReference<>() {};

  private final MetadataDatabase metadata;
  private final JsonMapper json = new JsonMapper();

  /**
   * @param positions the last block of each collector that is taken in
   * @param ranges that were begun, behind them; empty when none were
   */
  record Reach(Map<String, Long> positions, List<BlockRange> ranges) {
    Reach {
      positions = Map.copyOf(positions);
      ranges = List.copyOf(ranges);
    }

    Reach begin(List<BlockRange> next) {
      return new Reach(positions, next);
    }

    Reach done() {
      Map<String, Long> moved = new HashMap<>(positions);
      ranges.forEach(range -> moved.put(range.collector(), range.last()));
      return new Reach(moved, List.of());
    }
  }

  /** An event type, and the names of its entities' key. */
  record Kind(String event, String entityKey) {}

  EntityLog(MetadataDatabase metadata) {
    this.metadata = metadata;
  }

  /** Empty before the first time. */
  Optional<Reach> find() {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery("SELECT positions, ranges FROM entity_feed WHERE id = :id")
                .bind("id", ID)
                .map((row, context) -> read(row))
                .findOne());
  }

  private Reach read(ResultSet row) throws SQLException {
    return new Reach(
        json.readValue(row.getString("positions"), POSITIONS),
        json.readValue(row.getString("ranges"), RANGES));
  }

  void write(Reach reach) {
    metadata.inTransaction(
        handle -> {
          int updated =
              execute(
                  handle,
                  "UPDATE entity_feed SET positions = :positions, ranges = :ranges WHERE id = :id",
                  reach);
          return updated > 0
              ? updated
              : execute(
                  handle,
                  "INSERT INTO entity_feed (id, positions, ranges) VALUES (:id, :positions, :ranges)",
                  reach);
        });
  }

  private int execute(Handle handle, String sql, Reach reach) {
    return handle
        .createUpdate(sql)
        .bind("id", ID)
        .bind("positions", json.writeValueAsString(reach.positions()))
        .bind("ranges", json.writeValueAsString(reach.ranges()))
        .execute();
  }

  /** Those whose earlier raw rows are taken in. */
  Set<Kind> withHistory() {
    return new HashSet<>(
        metadata.<List<Kind>, RuntimeException>withHandle(
            handle ->
                handle
                    .createQuery("SELECT event, entity_key FROM entity_history")
                    .map((row, context) -> new Kind(row.getString(1), row.getString(2)))
                    .list()));
  }

  void noteHistory(Kind kind) {
    metadata.withHandle(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO entity_history (event, entity_key) VALUES (:event, :key)")
                .bind("event", kind.event())
                .bind("key", kind.entityKey())
                .execute());
  }
}
