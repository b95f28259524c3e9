package dev.tally.edl.model;

/** How hard Tally tries to keep an event. */
public enum Delivery {
  AT_LEAST_ONCE,
  /** The first to be shed under overload. */
  BEST_EFFORT
}
