package dev.tally.aggregator.carbon;

import static java.util.Objects.requireNonNull;

/**
 * A point as it was sent.
 *
 * @param time seconds since the epoch; -1 for now
 */
record SentPoint(String path, double value, double time) {
  SentPoint {
    requireNonNull(path);
  }

  @Override
  public String toString() {
    return path + " " + value + " " + time;
  }
}
