package dev.tally.anomaly.detect;

import dev.tally.anomaly.detect.Verdict.Outcome;

/**
 * Tells a new level from a long outage. Points out of the band on one side start a run; over the
 * run it sums what came and what was expected. The run is a shift once it has lasted {@code
 * shiftPoints} and at least half of its points were out. A point in the band speaks against it only
 * if it would not also be in the band around the new level: at night, when next to nothing is
 * expected either way, a point says nothing.
 *
 * <p>Cost: a few sums per point. Bound: a new level that puts half of the points out is accepted
 * after {@code shiftPoints}; a smaller one is followed by the level's own smoothing.
 */
final class LevelShift {
  private final int shiftPoints;
  private final boolean proportional;

  private Outcome side = Outcome.IN;
  private int outPoints;
  private int againstPoints;
  private int points;
  private double valueSum;
  private double expectedSum;

  LevelShift(int shiftPoints, boolean proportional) {
    this.shiftPoints = shiftPoints;
    this.proportional = proportional;
  }

  /** Whether the level has shifted with this point; then read the shift and {@link #clear()}. */
  boolean add(double value, Band band, Outcome outcome) {
    if (outcome != Outcome.IN) {
      if (side != outcome) {
        clear();
        side = outcome;
      }
      outPoints++;
    } else if (side == Outcome.IN) {
      return false;
    }
    points++;
    valueSum += value;
    expectedSum += band.expected();
    if (outcome == Outcome.IN && !band.holds(shifted(band.expected()))) {
      againstPoints++;
      if (4 * againstPoints > outPoints + 3) {
        clear();
        return false;
      }
    }
    if (points >= shiftPoints && 2 * outPoints >= points) {
      return true;
    }
    if (points >= 2 * shiftPoints) {
      clear();
    }
    return false;
  }

  private double shifted(double expected) {
    return proportional && expectedSum > 0 ? expected * ratio() : expected + difference();
  }

  /** What came over what was expected; infinite when nothing was. */
  double ratio() {
    return expectedSum > 0 ? valueSum / expectedSum : Double.POSITIVE_INFINITY;
  }

  /** Mean of what came less mean of what was expected. */
  double difference() {
    return (valueSum - expectedSum) / points;
  }

  void clear() {
    side = Outcome.IN;
    outPoints = 0;
    againstPoints = 0;
    points = 0;
    valueSum = 0;
    expectedSum = 0;
  }
}
