package dev.tally.aggregator.backfill;

import dev.tally.aggregator.backfill.Backfill.Chunk;
import dev.tally.aggregator.backfill.Backfill.State;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.Spans;
import dev.tally.aggregator.statement.BlockRange;
import dev.tally.metadata.MetadataDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;

/**
 * The backfills in the metadata database. Each step asks for the state that it comes from, so that
 * one that was cancelled meanwhile stays cancelled.
 */
public final class BackfillLog {
  /** Longest text of a failure. */
  private static final int ERROR_CHARS_MAX = 500;

  private final MetadataDatabase metadata;
  private final Clock clock;
  private final JsonMapper json = new JsonMapper();
  private final BackfillRow row = new BackfillRow();

  /** Brings the aggregator's tables of the metadata database up to date. */
  public BackfillLog(MetadataDatabase metadata, Clock clock) {
    metadata.migrate("aggregator");
    this.metadata = metadata;
    this.clock = clock;
  }

  /** What a new one computes. */
  record Wanted(
      String eventType,
      List<String> metrics,
      List<Duration> resolutions,
      Span span,
      int threads,
      int revision,
      String fingerprint) {
    Wanted {
      metrics = List.copyOf(metrics);
      resolutions = List.copyOf(resolutions);
    }
  }

  /** All or none. */
  List<Backfill> add(List<Wanted> all) {
    List<Long> ids =
        metadata.inTransaction(
            handle -> {
              List<Long> added = new ArrayList<>();
              for (Wanted wanted : all) {
                added.add(add(handle, wanted));
              }
              return added;
            });
    return ids.stream().map(this::read).toList();
  }

  private long add(Handle handle, Wanted wanted) {
    return handle
        .createUpdate(
            """
            INSERT INTO rollup_backfill (event, metrics, resolutions, from_s, until_s, threads, state,
              revision, fingerprint, positions, delta, delta_ranges, kept, run, complete, chunks,
              scanned, written, events, events_read, error, created_at)
            VALUES (:event, :metrics, :resolutions, :from, :until, :threads, 'QUEUED',
              :revision, :fingerprint, '{}', 0, '', '[]', 0, '[]', 0, 0, 0, 0, 0, '', :now)""")
        .bind("event", wanted.eventType())
        .bind("metrics", String.join(",", wanted.metrics()))
        .bind("resolutions", BackfillRow.text(wanted.resolutions()))
        .bind("from", wanted.span().from())
        .bind("until", wanted.span().until())
        .bind("threads", wanted.threads())
        .bind("revision", wanted.revision())
        .bind("fingerprint", wanted.fingerprint())
        .bind("now", clock.instant().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC))
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  Optional<Backfill> find(long id) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM rollup_backfill WHERE id = :id")
                .bind("id", id)
                .map((result, context) -> row.read(result))
                .findOne());
  }

  /** One that is there. */
  public Backfill read(long id) {
    return find(id).orElseThrow(() -> new IllegalStateException("no backfill " + id));
  }

  /** The latest first. */
  List<Backfill> list(int limit) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM rollup_backfill ORDER BY id DESC LIMIT :limit")
                .bind("limit", limit)
                .map((result, context) -> row.read(result))
                .list());
  }

  /** The oldest in one of the states. */
  public Optional<Backfill> first(State... states) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM rollup_backfill WHERE state IN (<states>) ORDER BY id LIMIT 1")
                .bindList("states", Arrays.stream(states).map(State::name).toList())
                .map((result, context) -> row.read(result))
                .findFirst());
  }

  public long countActive() {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) FROM rollup_backfill
                    WHERE state NOT IN ('DONE', 'CANCELLED', 'FAILED')""")
                .mapTo(Long.class)
                .one());
  }

  /** Its chunks are fixed, and its tables are there. */
  void planned(
      Backfill backfill, Map<String, Long> positions, Spans kept, Collection<Chunk> chunks) {
    metadata.inTransaction(
        handle -> {
          int moved =
              handle
                  .createUpdate(
                      """
                      UPDATE rollup_backfill SET state = 'SCANNING', positions = :positions, kept = :kept,
                        chunks = :chunks, events = :events, error = ''
                      WHERE id = :id AND state = 'QUEUED'""")
                  .bind("positions", json.writeValueAsString(positions))
                  .bind("kept", json.writeValueAsString(kept.list()))
                  .bind("chunks", chunks.size())
                  .bind("events", chunks.stream().mapToLong(Chunk::events).sum())
                  .bind("id", backfill.id())
                  .execute();
          if (moved > 0) {
            chunks.forEach(chunk -> add(handle, backfill.id(), chunk, "PLANNED"));
          }
          return moved;
        });
  }

  private static void add(Handle handle, long backfill, Chunk chunk, String state) {
    handle
        .createUpdate(
            """
            INSERT INTO rollup_backfill_chunk (backfill, number, from_s, until_s, events, state)
            VALUES (:backfill, :number, :from, :until, :events, :state)""")
        .bind("backfill", backfill)
        .bind("number", chunk.number())
        .bind("from", chunk.span().from())
        .bind("until", chunk.span().until())
        .bind("events", chunk.events())
        .bind("state", state)
        .execute();
  }

  List<Chunk> toScan(long backfill) {
    return chunks(backfill, "PLANNED");
  }

  /** Those whose points are not written yet. */
  public List<Chunk> toWrite(long backfill) {
    return chunks(backfill, "SCANNED");
  }

  /** By number, whatever their state. */
  public List<Chunk> chunks(long backfill) {
    return chunks(backfill, "%");
  }

  private List<Chunk> chunks(long backfill, String state) {
    return metadata.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT number, from_s, until_s, events FROM rollup_backfill_chunk
                    WHERE backfill = :backfill AND state LIKE :state ORDER BY number""")
                .bind("backfill", backfill)
                .bind("state", state)
                .map(
                    (result, context) ->
                        new Chunk(
                            result.getInt(1),
                            new Span(result.getLong(2), result.getLong(3)),
                            result.getLong(4)))
                .list());
  }

  void scanned(long backfill, Chunk chunk) {
    moveChunk(
        backfill,
        chunk,
        "PLANNED",
        "SCANNED",
        "scanned = scanned + 1, events_read = events_read + " + chunk.events());
  }

  /** Its points are. */
  public void written(long backfill, Chunk chunk) {
    moveChunk(backfill, chunk, "SCANNED", "WRITTEN", "written = written + 1");
  }

  private void moveChunk(long backfill, Chunk chunk, String from, String to, String count) {
    metadata.inTransaction(
        handle -> {
          int moved =
              handle
                  .createUpdate(
                      """
                      UPDATE rollup_backfill_chunk SET state = :to
                      WHERE backfill = :backfill AND number = :number AND state = :from""")
                  .bind("to", to)
                  .bind("backfill", backfill)
                  .bind("number", chunk.number())
                  .bind("from", from)
                  .execute();
          return moved == 0
              ? 0
              : handle
                  .createUpdate("UPDATE rollup_backfill SET <count>, error = '' WHERE id = :id")
                  .define("count", count)
                  .bind("id", backfill)
                  .execute();
        });
  }

  /** All chunks are scanned; from here on rollups have it. */
  void catchingUp(Backfill backfill, Spans kept) {
    metadata.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE rollup_backfill SET state = 'CATCHING_UP', kept = :kept, error = ''
                    WHERE id = :id AND state = 'SCANNING'""")
                .bind("kept", json.writeValueAsString(kept.list()))
                .bind("id", backfill.id())
                .execute());
  }

  /** Fixes which blocks are added next. */
  public Backfill planDelta(Backfill backfill, List<BlockRange> ranges) {
    metadata.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE rollup_backfill SET delta = :delta, delta_ranges = :ranges
                    WHERE id = :id AND state = 'CATCHING_UP' AND delta_ranges = ''""")
                .bind("delta", backfill.delta() + 1)
                .bind("ranges", json.writeValueAsString(ranges))
                .bind("id", backfill.id())
                .execute());
    return read(backfill.id());
  }

  /** They are in the shadow tables. */
  public void deltaWritten(Backfill backfill, Map<String, Long> positions) {
    metadata.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE rollup_backfill SET delta_ranges = '', positions = :positions
                    WHERE id = :id AND delta = :delta""")
                .bind("positions", json.writeValueAsString(positions))
                .bind("id", backfill.id())
                .bind("delta", backfill.delta())
                .execute());
  }

  /**
   * In the transaction that ends the run which swapped it in.
   *
   * @param more to be written besides what was scanned
   */
  public void swapped(Handle handle, Backfill backfill, Collection<Chunk> more) {
    handle
        .createUpdate(
            """
            UPDATE rollup_backfill SET state = 'WRITING', chunks = chunks + :more, scanned = scanned + :more
            WHERE id = :id AND state = 'SWAPPING'""")
        .bind("more", more.size())
        .bind("id", backfill.id())
        .execute();
    more.forEach(chunk -> add(handle, backfill.id(), chunk, "SCANNED"));
  }

  /** All points are written. */
  public void done(Backfill backfill) {
    end(backfill.id(), State.DONE, "", State.WRITING);
  }

  /** It can't go on. */
  public void fail(Backfill backfill, String why) {
    end(backfill.id(), State.FAILED, why, State.QUEUED, State.SCANNING, State.CATCHING_UP);
  }

  /** Whether it could still be cancelled. */
  boolean cancel(long backfill) {
    return end(backfill, State.CANCELLED, "", State.QUEUED, State.SCANNING, State.CATCHING_UP);
  }

  private boolean end(long backfill, State to, String error, State... from) {
    return metadata.inTransaction(
        handle -> {
          int ended =
              handle
                  .createUpdate(
                      """
                      UPDATE rollup_backfill SET state = :to, error = :error, ended_at = :now
                      WHERE id = :id AND state IN (<from>)""")
                  .bind("to", to.name())
                  .bind("error", shortened(error))
                  .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                  .bind("id", backfill)
                  .bindList("from", Arrays.stream(from).map(State::name).toList())
                  .execute();
          if (ended > 0) {
            handle
                .createUpdate("DELETE FROM rollup_backfill_chunk WHERE backfill = :id")
                .bind("id", backfill)
                .execute();
          }
          return ended > 0;
        });
  }

  /** It will be tried again. */
  public void note(Backfill backfill, String error) {
    metadata.withHandle(
        handle ->
            handle
                .createUpdate("UPDATE rollup_backfill SET error = :error WHERE id = :id")
                .bind("error", shortened(error))
                .bind("id", backfill.id())
                .execute());
  }

  private static String shortened(String error) {
    return error.length() > ERROR_CHARS_MAX ? error.substring(0, ERROR_CHARS_MAX) : error;
  }

  /** The last block of each collector that some run covers, of whatever resolution. */
  Map<String, Long> foremost(List<Duration> resolutions) {
    return metadata.withHandle(
        handle -> {
          Map<String, Long> positions = new TreeMap<>();
          handle
              .createQuery(
                  """
                  SELECT collector, max(block) AS block FROM rollup_position
                  WHERE resolution_s IN (<resolutions>) GROUP BY collector""")
              .bindList("resolutions", resolutions.stream().map(Duration::toSeconds).toList())
              .map((result, context) -> Map.entry(result.getString(1), result.getLong(2)))
              .forEach(entry -> positions.put(entry.getKey(), entry.getValue()));
          return positions;
        });
  }
}
