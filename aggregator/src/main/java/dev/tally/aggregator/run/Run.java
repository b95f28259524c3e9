package dev.tally.aggregator.run;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.statement.BlockRange;
import dev.tally.aggregator.statement.SelectCompleteness.CompleteUntil;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A rollup run as the metadata database knows it.
 *
 * @param id ascending; the version of the points it writes
 * @param resolutions that it covers its blocks for, ascending
 * @param events in its blocks, of whatever event type
 * @param complete until when points were complete before it
 * @param backfill that it swaps in, and then it covers no blocks; 0 for all other runs
 * @param pull whose states it puts in, likewise
 */
public record Run(
    long id,
    List<Duration> resolutions,
    State state,
    List<BlockRange> ranges,
    long events,
    List<CompleteUntil> complete,
    Instant plannedAt,
    long backfill,
    long pull) {

  /**
   * It tells which tokens a run's states are inserted under: another version must not change it.
   */
  private static final long LARGE_EVENTS = 200_000;

  /** What is done of it. */
  public enum State {
    /** Its blocks are fixed; some of its states may be written. */
    PLANNED,
    /** All its states are written, if beside the others; some of its points may be. */
    STATES_WRITTEN,
    DONE
  }

  public Run {
    resolutions = List.copyOf(resolutions);
    requireNonNull(state);
    ranges = List.copyOf(ranges);
    complete = List.copyOf(complete);
    requireNonNull(plannedAt);
  }

  Run in(State next) {
    return new Run(id, resolutions, next, ranges, events, complete, plannedAt, backfill, pull);
  }

  /** See {@link dev.tally.aggregator.statement.InsertStates#run}. Follows from the run alone. */
  boolean isLarge() {
    return events >= LARGE_EVENTS;
  }

  boolean isBackfill() {
    return backfill != 0;
  }

  boolean isPull() {
    return pull != 0;
  }
}
