package dev.tally.edl.compat;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import java.util.List;

/** Whether metrics and alerts go on. */
final class MeaningRules {
  static final CheckRule METRIC_REMOVED =
      error(
          "METRIC_REMOVED",
          "A metric stays.",
          "Dashboards and alerts of its series get no more points.");
  static final CheckRule METRIC_RENAMED =
      error(
          "METRIC_RENAMED",
          "A metric keeps its name.",
          "The name is in the path of every series: the new ones start from nothing.");
  static final CheckRule METRIC_AGGREGATE_CHANGED =
      error(
          "METRIC_AGGREGATE_CHANGED",
          "A metric computes the same of the same attribute.",
          "One series would have points of two meanings, and states of two kinds do not merge.");
  static final CheckRule METRIC_STATISTIC_REMOVED =
      error(
          "METRIC_STATISTIC_REMOVED",
          "Levels of quantiles, bounds of a histogram, the volume of a candle and values of top_k"
              + " stay.",
          "Each is a series of its own, which ends.");
  static final CheckRule METRIC_FILTER_CHANGED =
      error(
          "METRIC_FILTER_CHANGED",
          "A metric counts the same events.",
          "The series jumps for no reason that can be seen in it, and its band is of other"
              + " numbers.");
  static final CheckRule METRIC_DIMENSION_SET_REMOVED =
      error(
          "METRIC_DIMENSION_SET_REMOVED",
          "A metric keeps its breakdowns.",
          "The series of the breakdown end. The order of the attributes is part of the path.");
  static final CheckRule METRIC_RESOLUTION_REMOVED =
      error(
          "METRIC_RESOLUTION_REMOVED",
          "A metric keeps its resolutions.",
          "The resolution is in the path: those series end.");
  static final CheckRule METRIC_WINDOW_REMOVED =
      error(
          "METRIC_WINDOW_REMOVED", "A metric keeps its windows.", "The series of the window end.");
  static final CheckRule METRIC_UNIT_CHANGED =
      error(
          "METRIC_UNIT_CHANGED",
          "A metric keeps its unit.",
          "Thresholds and dashboards read its points in the old one. To name a unit where none was"
              + " said is fine.");
  static final CheckRule ALERT_REMOVED =
      error(
          "ALERT_REMOVED",
          "An alert stays.",
          "Nobody is told any more. One that only has another name goes on, but its history and"
              + " silences are by the old one.");
  static final CheckRule ALERT_TARGET_CHANGED =
      error(
          "ALERT_TARGET_CHANGED",
          "An alert watches the same series.",
          "What was watched is not any more, under a name that says it is.");
  static final CheckRule ALERT_LOOSENED =
      warning(
          "ALERT_LOOSENED",
          "An alert fires as early and as loudly as before.",
          "Trouble that it found is found later, or not. Noise is a good reason for it, so this is"
              + " a warning.");
  static final CheckRule ALERT_NOTIFY_CHANGED =
      warning(
          "ALERT_NOTIFY_CHANGED",
          "An alert tells those whom it told.",
          "Somebody is not told any more, and may not know. Teams change, so this is a warning.");

  static final List<CheckRule> ALL =
      List.of(
          METRIC_REMOVED,
          METRIC_RENAMED,
          METRIC_AGGREGATE_CHANGED,
          METRIC_STATISTIC_REMOVED,
          METRIC_FILTER_CHANGED,
          METRIC_DIMENSION_SET_REMOVED,
          METRIC_RESOLUTION_REMOVED,
          METRIC_WINDOW_REMOVED,
          METRIC_UNIT_CHANGED,
          ALERT_REMOVED,
          ALERT_TARGET_CHANGED,
          ALERT_LOOSENED,
          ALERT_NOTIFY_CHANGED);

  private MeaningRules() {}

  private static CheckRule error(String id, String summary, String why) {
    return new CheckRule(id, Area.MEANING, Severity.ERROR, summary, why);
  }

  private static CheckRule warning(String id, String summary, String why) {
    return new CheckRule(id, Area.MEANING, Severity.WARNING, summary, why);
  }
}
