package dev.tally.aggregator.impact;

/** What becomes of a part of an event type. */
public enum ImpactKind {
  ADDED,
  CHANGED,
  REMOVED,
  /** It stays as it is declared, and something that it depends on changes. */
  AFFECTED,
  UNCHANGED
}
