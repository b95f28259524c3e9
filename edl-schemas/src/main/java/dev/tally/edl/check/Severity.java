package dev.tally.edl.check;

/** What follows from a verdict. */
public enum Severity {
  /** It is told. */
  WARNING,
  /** The check fails. */
  ERROR
}
