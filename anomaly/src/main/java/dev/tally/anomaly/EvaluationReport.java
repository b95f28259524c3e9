package dev.tally.anomaly;

/**
 * What a tick did.
 *
 * @param rules that had points to judge
 * @param series judged, summed over rules
 * @param points judged, those without a verdict included
 */
public record EvaluationReport(int rules, int series, long points, int fired, int resolved) {
  static final EvaluationReport NOTHING = new EvaluationReport(0, 0, 0, 0, 0);

  EvaluationReport plus(EvaluationReport other) {
    return new EvaluationReport(
        rules + other.rules,
        series + other.series,
        points + other.points,
        fired + other.fired,
        resolved + other.resolved);
  }
}
