package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

/**
 * How many events a sampled event stands for. One that does not say so in earnest stands for one,
 * for it did happen: where the attribute is unset, not finite, a factor below 0, or a probability
 * that is not in (0, 1].
 *
 * @param attribute a number
 */
public record Weight(String attribute, Kind kind) {
  /** What the attribute says. */
  public enum Kind {
    /** The number of events itself. */
    FACTOR,
    /** With which probability the event was kept: it stands for the reciprocal. */
    PROBABILITY
  }

  public Weight {
    requireNonNull(attribute);
    requireNonNull(kind);
  }
}
