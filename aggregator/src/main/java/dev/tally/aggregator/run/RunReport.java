package dev.tally.aggregator.run;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.cap.OtherEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a call of {@link Rollup#run} did.
 *
 * @param resolutions that its blocks were covered for; empty when there was none
 * @param run its id; 0 when there was none
 * @param events in the run's blocks; 0 when there was no run
 * @param ignored events that count in no series: they have an upsert key and came when the raw rows
 *     of their day had begun to expire
 * @param expired events that are older than the states of a resolution are kept, by resolution:
 *     they count in none of its series
 * @param others events with values of dimensions that have no series of their own; empty where a
 *     run was interrupted after its states were written
 * @param isBehind whether committed inserts were left for the next run
 */
public record RunReport(
    List<Duration> resolutions,
    Outcome outcome,
    long run,
    long events,
    long ignored,
    Map<Duration, Long> expired,
    List<OtherEvents> others,
    Duration took,
    boolean isBehind) {

  /** What came of it. */
  public enum Outcome {
    /** A run was completed. */
    DONE,
    /** No committed insert is waiting. */
    IDLE,
    /** Another process or thread is at it. */
    BUSY,
    /** Committed inserts refer to a revision that our catalog has yet to learn of. */
    CATALOG_BEHIND
  }

  public RunReport {
    resolutions = List.copyOf(resolutions);
    requireNonNull(outcome);
    expired = Map.copyOf(expired);
    others = List.copyOf(others);
    requireNonNull(took);
  }

  static RunReport without(Outcome outcome) {
    return new RunReport(
        List.of(), outcome, 0, 0, 0, Map.of(), List.of(), Duration.ZERO, outcome != Outcome.IDLE);
  }
}
