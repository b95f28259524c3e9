package dev.tally.app.bench;

/** Figures as a report shows them. */
final class Rounded {
  private Rounded() {}

  static double to3(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
