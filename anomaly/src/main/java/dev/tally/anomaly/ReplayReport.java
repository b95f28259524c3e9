package dev.tally.anomaly;

import java.util.List;

/**
 * What a replay found.
 *
 * @param series judged, summed over rules
 * @param points judged, those without a verdict included
 * @param outPoints of them, out of their bounds
 * @param findings alerts that fired, the highest score first
 */
public record ReplayReport(
    int rules, int series, long points, long outPoints, List<Finding> findings) {
  public ReplayReport {
    findings = List.copyOf(findings);
  }
}
