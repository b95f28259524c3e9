package dev.tally.aggregator.run;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.statement.BlockRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A rollup run as the metadata database knows it.
 *
 * @param id ascending over all resolutions; the version of the points it writes
 * @param events in its blocks, of whatever event type
 */
public record Run(
    long id,
    Duration resolution,
    State state,
    List<BlockRange> ranges,
    long events,
    Instant plannedAt) {

  /** What is done of it. */
  public enum State {
    /** Its blocks are fixed; some of its states may be written. */
    PLANNED,
    /** All its states are written; some of its points may be. */
    STATES_WRITTEN,
    DONE
  }

  public Run {
    requireNonNull(resolution);
    requireNonNull(state);
    ranges = List.copyOf(ranges);
    requireNonNull(plannedAt);
  }

  Run in(State next) {
    return new Run(id, resolution, next, ranges, events, plannedAt);
  }
}
