package dev.tally.aggregator.graphite.function;

import java.util.Map;

/** What functions of one target tell those that are computed after them. */
final class Memory {
  private final Map<String, double[]> stacks;
  private double xFilesFactor;

  /**
   * @param stacks of all targets of a request: the height of each stack so far
   * @param xFilesFactor what holds until a function says otherwise
   */
  Memory(Map<String, double[]> stacks, double xFilesFactor) {
    this.stacks = stacks;
    this.xFilesFactor = xFilesFactor;
  }

  Map<String, double[]> stacks() {
    return stacks;
  }

  /** What holds for series that are combined. */
  double xFilesFactor() {
    return xFilesFactor;
  }

  void setXFilesFactor(double factor) {
    xFilesFactor = factor;
  }
}
