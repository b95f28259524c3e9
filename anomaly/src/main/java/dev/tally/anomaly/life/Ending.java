package dev.tally.anomaly.life;

/** Why an alert is resolved. */
public enum Ending {
  /** Its points are back within bounds. */
  RECOVERED,
  /** There have been no points to judge for too long. */
  LOST,
  /** Its rule is gone. */
  WITHDRAWN
}
