package dev.tally.aggregator.backfill;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.Spans;
import dev.tally.aggregator.statement.BlockRange;
import dev.tally.aggregator.statement.SelectCompleteness.CompleteUntil;
import dev.tally.aggregator.statement.StateScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A backfill as the metadata database knows it.
 *
 * @param metrics with states of their own
 * @param resolutions of their states, ascending
 * @param span whole days of event time
 * @param threads that scan and write at once
 * @param revision of the event type; it computes by that
 * @param fingerprint of what it computes
 * @param positions the last block of each collector whose events are in the shadow tables
 * @param delta number of the latest blocks that were added to those of the chunks
 * @param deltaRanges these blocks; empty when they are written
 * @param kept times whose raw rows have expired
 * @param run that swaps it in; 0 when there is none yet
 * @param complete until when points were complete before that
 * @param scanned chunks that are in the shadow tables
 * @param written chunks whose points are written
 * @param events in all chunks
 * @param error the latest failure; empty when it works
 */
public record Backfill(
    long id,
    String eventType,
    List<String> metrics,
    List<Duration> resolutions,
    Span span,
    int threads,
    State state,
    int revision,
    String fingerprint,
    Map<String, Long> positions,
    long delta,
    List<BlockRange> deltaRanges,
    Spans kept,
    long run,
    List<CompleteUntil> complete,
    int chunks,
    int scanned,
    int written,
    long events,
    long eventsRead,
    String error,
    Instant createdAt,
    Optional<Instant> endedAt) {

  /** How far it is. */
  public enum State {
    QUEUED,
    /** Chunks are read into the shadow tables. */
    SCANNING,
    /** Rollups add to them what came meanwhile, until they are where rollups are. */
    CATCHING_UP,
    /** A rollup run puts the shadow tables' states in the place of the old ones. */
    SWAPPING,
    /** Points are written from the new states. */
    WRITING,
    DONE,
    CANCELLED,
    /** It can't go on; nothing was changed. */
    FAILED;

    public boolean isOver() {
      return this == DONE || this == CANCELLED || this == FAILED;
    }
  }

  /** A piece of its time; where it begins, buckets begin. */
  public record Chunk(int number, Span span, long events) {
    public Chunk {
      requireNonNull(span);
    }
  }

  public Backfill {
    requireNonNull(eventType);
    metrics = List.copyOf(metrics);
    resolutions = List.copyOf(resolutions);
    requireNonNull(span);
    requireNonNull(state);
    requireNonNull(fingerprint);
    positions = Map.copyOf(positions);
    deltaRanges = List.copyOf(deltaRanges);
    requireNonNull(kept);
    complete = List.copyOf(complete);
    requireNonNull(error);
    requireNonNull(createdAt);
    requireNonNull(endedAt);
  }

  /** The states that it replaces. */
  public StateScope scope() {
    return new StateScope(eventType, metrics, resolutions, span, kept);
  }

  /** From 0 to 1: reading and writing count alike. */
  public double progress() {
    if (state == State.DONE) {
      return 1;
    }
    return chunks == 0 ? 0 : (double) (scanned + written) / (2.0 * chunks);
  }
}
