package dev.tally.edl.model;

/**
 * Whether an event must have the attribute. An attribute that is not on the wire is unset: NULL.
 */
public enum Presence {
  OPTIONAL,
  /** An event without it is rejected. */
  REQUIRED
}
