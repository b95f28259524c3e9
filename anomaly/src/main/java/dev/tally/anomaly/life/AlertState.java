package dev.tally.anomaly.life;

/** Where an alert is in its life. */
public enum AlertState {
  /** Points are out, but not yet as many in a row as the rule asks for. Nobody is told. */
  PENDING,
  FIRING,
  RESOLVED
}
