package dev.tally.edl.model;

/** How many values of an attribute one event has. */
public enum Shape {
  /** At most one. */
  SINGULAR,
  /**
   * Any number; the attribute's name recurs in the row's names, values in their order. Those of the
   * same repeated message ({@link Attribute#elementDepth}) are as many, and pair up.
   */
  REPEATED,
  /** Keys of a map; pairs with the {@link #MAP_VALUE} of the same map, in the same order. */
  MAP_KEY,
  /** Values of a map. */
  MAP_VALUE
}
