package dev.tally.anomaly;

import dev.tally.anomaly.detect.Seasonality;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;

/**
 * Limits of the evaluation.
 *
 * @param seriesPerRuleMax series of one rule that are watched; those with the first paths, and the
 *     operator is told that there are more
 * @param rememberedPointsMax points of windows kept in memory between ticks, 4 bytes each; series
 *     beyond are loaded with their windows at each tick
 * @param catchUpPointsMax points per series that are caught up on after a pause; older ones are
 *     never judged
 */
public record AlertSettings(int seriesPerRuleMax, long rememberedPointsMax, int catchUpPointsMax) {
  public static final AlertSettings DEFAULT = new AlertSettings(100_000, 50_000_000, 1_000);

  public AlertSettings {
    check("seriesPerRuleMax", seriesPerRuleMax, 1, 1_000_000);
    check("rememberedPointsMax", rememberedPointsMax, 0, 1_000_000_000);
    check("catchUpPointsMax", catchUpPointsMax, 1, Seasonality.WINDOW_POINTS_MAX);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "alerts: %s must be from %,d to %,d, not %,d".formatted(name, least, most, value));
    }
  }
}
