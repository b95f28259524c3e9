package dev.tally.aggregator.run;

import dev.tally.aggregator.statement.BlockRange;
import dev.tally.metadata.MetadataDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The runs in the metadata database, and how far each collector is covered. */
final class RunLog {
  /** Finished runs that are kept of each resolution, for whoever looks into one. */
  static final int RUNS_DONE_MAX = 1_000;

  private static final TypeReference<List<BlockRange>> RANGES = new TypeReference<>() {};

  private final MetadataDatabase metadata;
  private final Clock clock;
  private final JsonMapper json = new JsonMapper();

  RunLog(MetadataDatabase metadata, Clock clock) {
    this.metadata = metadata;
    this.clock = clock;
  }

  /** The run of this resolution that was begun and is not done: there is at most one. */
  Optional<Run> findUnfinished(Duration resolution) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, resolution_s, state, ranges, events, planned_at FROM rollup_run
                    WHERE resolution_s = :resolution AND state <> 'DONE' ORDER BY id LIMIT 1""")
                .bind("resolution", resolution.toSeconds())
                .map((row, context) -> read(row))
                .findOne());
  }

  /** The last block of each collector that some run covers. */
  Map<String, Long> positions(Duration resolution) {
    return metadata.withHandle(
        handle -> {
          Map<String, Long> positions = new HashMap<>();
          handle
              .createQuery(
                  "SELECT collector, block FROM rollup_position WHERE resolution_s = :resolution")
              .bind("resolution", resolution.toSeconds())
              .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
              .forEach(entry -> positions.put(entry.getKey(), entry.getValue()));
          return positions;
        });
  }

  /**
   * The last block of each collector that the runs before this one cover. Only for the latest run
   * of its resolution: nothing was planned behind it.
   */
  Map<String, Long> positionsBefore(Run run) {
    Map<String, Long> positions = positions(run.resolution());
    run.ranges().forEach(range -> positions.put(range.collector(), range.first() - 1));
    return positions;
  }

  /** The id of the latest run of any resolution; 0 before the first. */
  long latest() {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery("SELECT coalesce(max(id), 0) FROM rollup_run")
                .mapTo(Long.class)
                .one());
  }

  /** Notes a new run and moves the positions behind its blocks, in one transaction. */
  Run plan(Duration resolution, List<BlockRange> ranges, long events) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long id =
        metadata.inTransaction(
            handle -> {
              ranges.forEach(range -> move(handle, resolution, range));
              return handle
                  .createUpdate(
                      """
                      INSERT INTO rollup_run (resolution_s, state, ranges, events, planned_at)
                      VALUES (:resolution, 'PLANNED', :ranges, :events, :now)""")
                  .bind("resolution", resolution.toSeconds())
                  .bind("ranges", json.writeValueAsString(ranges))
                  .bind("events", events)
                  .bind("now", now.atOffset(ZoneOffset.UTC))
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(Long.class)
                  .one();
            });
    return new Run(id, resolution, Run.State.PLANNED, ranges, events, now);
  }

  Run statesWritten(Run run) {
    return advance(run, Run.State.STATES_WRITTEN, "states_at");
  }

  Run done(Run run) {
    Run done = advance(run, Run.State.DONE, "done_at");
    forget(run.resolution());
    return done;
  }

  private static void move(Handle handle, Duration resolution, BlockRange range) {
    int moved =
        handle
            .createUpdate(
                """
                UPDATE rollup_position SET block = :last
                WHERE resolution_s = :resolution AND collector = :collector""")
            .bind("last", range.last())
            .bind("resolution", resolution.toSeconds())
            .bind("collector", range.collector())
            .execute();
    if (moved == 0) {
      handle
          .createUpdate(
              "INSERT INTO rollup_position (resolution_s, collector, block)"
                  + " VALUES (:resolution, :collector, :last)")
          .bind("last", range.last())
          .bind("resolution", resolution.toSeconds())
          .bind("collector", range.collector())
          .execute();
    }
  }

  private Run advance(Run run, Run.State state, String timeColumn) {
    metadata.withHandle(
        handle ->
            handle
                .createUpdate("UPDATE rollup_run SET state = :state, <time> = :now WHERE id = :id")
                .define("time", timeColumn)
                .bind("state", state.name())
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("id", run.id())
                .execute());
    return run.in(state);
  }

  private void forget(Duration resolution) {
    metadata.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    DELETE FROM rollup_run WHERE resolution_s = :resolution AND id <= (
                      SELECT id FROM rollup_run
                      WHERE resolution_s = :resolution AND state = 'DONE'
                      ORDER BY id DESC LIMIT 1 OFFSET :kept)""")
                .bind("resolution", resolution.toSeconds())
                .bind("kept", RUNS_DONE_MAX)
                .execute());
  }

  private Run read(ResultSet row) throws SQLException {
    return new Run(
        row.getLong("id"),
        Duration.ofSeconds(row.getLong("resolution_s")),
        Run.State.valueOf(row.getString("state")),
        json.readValue(row.getString("ranges"), RANGES),
        row.getLong("events"),
        row.getObject("planned_at", OffsetDateTime.class).toInstant());
  }
}
