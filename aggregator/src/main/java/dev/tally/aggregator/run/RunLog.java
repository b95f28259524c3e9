package dev.tally.aggregator.run;

import dev.tally.aggregator.backfill.Backfill;
import dev.tally.aggregator.backfill.Backfill.Chunk;
import dev.tally.aggregator.backfill.BackfillLog;
import dev.tally.aggregator.site.SiteLog;
import dev.tally.aggregator.site.SitePull;
import dev.tally.aggregator.statement.BlockRange;
import dev.tally.aggregator.statement.SelectCompleteness.CompleteUntil;
import dev.tally.aggregator.turn.Node;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The runs in the metadata database, and how far each collector is covered.
 *
 * <p>Whoever has the turn may lose it without noticing: its connection breaks, the database gives
 * the turn to another process, and both are at it. So each step is noted only if the step before
 * was the last, and blocks are planned only if nobody has planned them: of two that do the same,
 * the one that comes second is told, and ends.
 */
final class RunLog {
  /** Finished runs that are kept, for whoever looks into one. */
  static final int RUNS_DONE_MAX = 1_000;

  private static final TypeReference<List<BlockRange>> RANGES = new TypeReference<>() {};
  private static final TypeReference<List<CompleteUntil>> COMPLETE = new TypeReference<>() {};

  private final MetadataDatabase metadata;
  private final Clock clock;
  private final Node node = Node.ofThisProcess();
  private final JsonMapper json = new JsonMapper();

  RunLog(MetadataDatabase metadata, Clock clock) {
    this.metadata = metadata;
    this.clock = clock;
  }

  /**
   * The first run that was begun and is not done, for one of the resolutions at least. There is at
   * most one for each of them.
   */
  Optional<Run> findUnfinished(Collection<Duration> resolutions) {
    return metadata
        .<List<Run>, RuntimeException>withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT id, resolution_s, resolutions, state, ranges, events, complete, planned_at,
                          backfill, pull
                        FROM rollup_run
                        WHERE state IN ('PLANNED', 'STATES_WRITTEN') ORDER BY id""")
                    .map((row, context) -> read(row))
                    .list())
        .stream()
        .filter(run -> run.resolutions().stream().anyMatch(resolutions::contains))
        .findFirst();
  }

  /** The last block of each collector that some run covers; by resolution, in the order given. */
  Map<Duration, Map<String, Long>> positions(Collection<Duration> resolutions) {
    Map<Duration, Map<String, Long>> positions = new LinkedHashMap<>();
    resolutions.forEach(resolution -> positions.put(resolution, positions(resolution)));
    return positions;
  }

  private Map<String, Long> positions(Duration resolution) {
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
   * of its resolutions: nothing was planned behind it.
   */
  Map<String, Long> positionsBefore(Run run) {
    Map<String, Long> positions = positions(run.resolutions().getFirst());
    run.ranges().forEach(range -> positions.put(range.collector(), range.first() - 1));
    return positions;
  }

  /** The id of the latest run; 0 before the first. */
  long latest() {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery("SELECT coalesce(max(id), 0) FROM rollup_run")
                .mapTo(Long.class)
                .one());
  }

  /**
   * Notes a new run and moves the positions behind its blocks, in one transaction.
   *
   * @throws TallyException METADATA_UNAVAILABLE when another process has planned some of them
   */
  Run plan(
      List<Duration> resolutions,
      List<BlockRange> ranges,
      long events,
      List<CompleteUntil> complete) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long id =
        metadata.inTransaction(
            handle -> {
              for (Duration resolution : resolutions) {
                ranges.forEach(range -> move(handle, resolution, range));
              }
              return handle
                  .createUpdate(
                      """
                      INSERT INTO rollup_run
                        (resolution_s, resolutions, state, ranges, events, complete, planned_at, node)
                      VALUES (0, :resolutions, 'PLANNED', :ranges, :events, :complete, :now, :node)""")
                  .bind("resolutions", text(resolutions))
                  .bind("ranges", json.writeValueAsString(ranges))
                  .bind("events", events)
                  .bind("complete", json.writeValueAsString(complete))
                  .bind("now", now.atOffset(ZoneOffset.UTC))
                  .bind("node", node.name())
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(Long.class)
                  .one();
            });
    return new Run(id, resolutions, Run.State.PLANNED, ranges, events, complete, now, 0, 0);
  }

  /**
   * Notes the run that swaps a backfill in, which from then on goes before all others of its
   * resolutions; empty when the backfill was cancelled.
   */
  Optional<Run> planSwap(Backfill backfill, List<CompleteUntil> complete) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String completeText = json.writeValueAsString(complete);
    return metadata.inTransaction(
        handle -> {
          int moved =
              handle
                  .createUpdate(
                      """
                      UPDATE rollup_backfill SET state = 'SWAPPING', complete = :complete
                      WHERE id = :id AND state = 'CATCHING_UP'""")
                  .bind("complete", completeText)
                  .bind("id", backfill.id())
                  .execute();
          if (moved == 0) {
            return Optional.empty();
          }
          long id =
              handle
                  .createUpdate(
                      """
                      INSERT INTO rollup_run
                        (resolution_s, resolutions, state, ranges, events, complete, planned_at, backfill, node)
                      VALUES (0, :resolutions, 'PLANNED', '[]', 0, :complete, :now, :backfill, :node)""")
                  .bind("resolutions", text(backfill.resolutions()))
                  .bind("complete", completeText)
                  .bind("now", now.atOffset(ZoneOffset.UTC))
                  .bind("backfill", backfill.id())
                  .bind("node", node.name())
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(Long.class)
                  .one();
          handle
              .createUpdate("UPDATE rollup_backfill SET run = :run WHERE id = :id")
              .bind("run", id)
              .bind("id", backfill.id())
              .execute();
          return Optional.of(
              new Run(
                  id,
                  backfill.resolutions(),
                  Run.State.PLANNED,
                  List.of(),
                  0,
                  complete,
                  now,
                  backfill.id(),
                  0));
        });
  }

  /**
   * The run is done, and the points of its backfill are left to write.
   *
   * @param log of the backfills
   * @param more chunks to write than were scanned
   */
  void swapped(Run run, Backfill backfill, BackfillLog log, List<Chunk> more) {
    metadata.inTransaction(
        handle -> {
          log.swapped(handle, backfill, more);
          return advance(handle, run, Run.State.DONE, "done_at");
        });
  }

  /**
   * Notes the run that puts a pull in, which from then on goes before all others of its
   * resolutions; empty when somebody else has begun it.
   */
  Optional<Run> planPull(SiteLog log, SitePull pull, List<CompleteUntil> complete) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return metadata.inTransaction(
        handle -> {
          if (!log.begin(handle, pull)) {
            return Optional.empty();
          }
          long id =
              handle
                  .createUpdate(
                      """
                      INSERT INTO rollup_run
                        (resolution_s, resolutions, state, ranges, events, complete, planned_at, pull, node)
                      VALUES (0, :resolutions, 'PLANNED', '[]', 0, :complete, :now, :pull, :node)""")
                  .bind("resolutions", text(pull.resolutions()))
                  .bind("complete", json.writeValueAsString(complete))
                  .bind("now", now.atOffset(ZoneOffset.UTC))
                  .bind("pull", pull.id())
                  .bind("node", node.name())
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(Long.class)
                  .one();
          return Optional.of(
              new Run(
                  id,
                  pull.resolutions(),
                  Run.State.PLANNED,
                  List.of(),
                  0,
                  complete,
                  now,
                  0,
                  pull.id()));
        });
  }

  /**
   * The run is done, and so is its pull.
   *
   * @throws TallyException METADATA_UNAVAILABLE when another process has noted that
   */
  void pulled(Run run, SiteLog log, SitePull pull) {
    Instant now = clock.instant();
    metadata.inTransaction(
        handle -> {
          log.done(handle, pull, run.id(), now);
          return advance(handle, run, Run.State.DONE, "done_at");
        });
    forget();
  }

  /**
   * @throws TallyException METADATA_UNAVAILABLE when another process has noted that
   */
  Run statesWritten(Run run) {
    return advance(run, Run.State.STATES_WRITTEN, "states_at");
  }

  /**
   * @throws TallyException METADATA_UNAVAILABLE when another process has noted that
   */
  Run done(Run run) {
    Run done = advance(run, Run.State.DONE, "done_at");
    forget();
    return done;
  }

  private static void move(Handle handle, Duration resolution, BlockRange range) {
    int moved =
        handle
            .createUpdate(
                """
                UPDATE rollup_position SET block = :last
                WHERE resolution_s = :resolution AND collector = :collector AND block < :first""")
            .bind("first", range.first())
            .bind("last", range.last())
            .bind("resolution", resolution.toSeconds())
            .bind("collector", range.collector())
            .execute();
    if (moved == 0) {
      int inserted =
          handle
              .createUpdate(
                  "INSERT INTO rollup_position (resolution_s, collector, block)"
                      + " VALUES (:resolution, :collector, :last) ON CONFLICT DO NOTHING")
              .bind("last", range.last())
              .bind("resolution", resolution.toSeconds())
              .bind("collector", range.collector())
              .execute();
      if (inserted == 0) {
        throw overtaken("blocks from %d of %s".formatted(range.first(), range.collector()));
      }
    }
  }

  private Run advance(Run run, Run.State state, String timeColumn) {
    metadata.withHandle(handle -> advance(handle, run, state, timeColumn));
    return run.in(state);
  }

  private int advance(Handle handle, Run run, Run.State state, String timeColumn) {
    int advanced =
        handle
            .createUpdate(
                """
                UPDATE rollup_run SET state = :state, <time> = :now, node = :node
                WHERE id = :id AND state NOT IN (:state, 'DONE')""")
            .define("time", timeColumn)
            .bind("state", state.name())
            .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
            .bind("node", node.name())
            .bind("id", run.id())
            .execute();
    if (advanced == 0) {
      throw overtaken("run " + run.id());
    }
    return advanced;
  }

  private static TallyException overtaken(String what) {
    return new TallyException(
        ErrorCode.METADATA_UNAVAILABLE,
        "rollup: another process has gone on with %s, for this one had lost its turn together with a connection to the metadata database; nothing is lost, and nothing has to be done"
            .formatted(what));
  }

  private void forget() {
    metadata.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    DELETE FROM rollup_run WHERE state = 'DONE' AND id <= (
                      SELECT id FROM rollup_run WHERE state = 'DONE'
                      ORDER BY id DESC LIMIT 1 OFFSET :kept)""")
                .bind("kept", RUNS_DONE_MAX)
                .execute());
  }

  private static String text(List<Duration> resolutions) {
    return resolutions.stream()
        .map(resolution -> String.valueOf(resolution.toSeconds()))
        .collect(Collectors.joining(","));
  }

  /** What was begun by an older version has one. */
  static List<Duration> resolutions(@Nullable String text, long one) {
    return text == null
        ? List.of(Duration.ofSeconds(one))
        : Stream.of(text.split(",", -1)).map(Long::valueOf).map(Duration::ofSeconds).toList();
  }

  private List<CompleteUntil> complete(@Nullable String text) {
    return text == null ? List.of() : json.readValue(text, COMPLETE);
  }

  private Run read(ResultSet row) throws SQLException {
    return new Run(
        row.getLong("id"),
        resolutions(row.getString("resolutions"), row.getLong("resolution_s")),
        Run.State.valueOf(row.getString("state")),
        json.readValue(row.getString("ranges"), RANGES),
        row.getLong("events"),
        complete(row.getString("complete")),
        row.getObject("planned_at", OffsetDateTime.class).toInstant(),
        row.getLong("backfill"),
        row.getLong("pull"));
  }
}
