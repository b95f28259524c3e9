package dev.tally.anomaly.detect;

/**
 * One point, judged.
 *
 * @param value NaN where there is none
 */
public record Verdict(double value, Band band, Outcome outcome) {
  public enum Outcome {
    /** No value, or too little history. */
    UNKNOWN,
    IN,
    ABOVE,
    BELOW
  }

  /** A score larger than this is as good as this. */
  public static final double SCORE_MAX = 1e6;

  static Verdict of(double value, Band band) {
    if (Double.isNaN(value) || !band.isKnown()) {
      return new Verdict(value, band, Outcome.UNKNOWN);
    }
    if (value > band.upper()) {
      return new Verdict(value, band, Outcome.ABOVE);
    }
    return new Verdict(value, band, value < band.lower() ? Outcome.BELOW : Outcome.IN);
  }

  public boolean isOut() {
    return isOut(outcome);
  }

  static boolean isOut(Outcome outcome) {
    return outcome == Outcome.ABOVE || outcome == Outcome.BELOW;
  }

  /**
   * How far out: the distance from what was expected in half-widths of the band on that side, 1 at
   * the bound. Around a fixed bound, 1 and the distance from it in multiples of itself. 0 when the
   * point is not out.
   */
  public double score() {
    return switch (outcome) {
      case UNKNOWN, IN -> 0;
      case ABOVE -> score(band.upper());
      case BELOW -> score(band.lower());
    };
  }

  private double score(double bound) {
    double beyond = Math.abs(value - bound);
    double width = Math.abs(bound - band.expected());
    double score = 1 + beyond / (Double.isNaN(width) ? Math.max(Math.abs(bound), 1) : width);
    return Math.min(score, SCORE_MAX);
  }
}
