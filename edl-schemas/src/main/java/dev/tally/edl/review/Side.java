package dev.tally.edl.review;

/** Of a changed file. */
public enum Side {
  BEFORE,
  AFTER
}
