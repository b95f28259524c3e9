package dev.tally.anomaly;

import dev.tally.anomaly.detect.Judge;
import dev.tally.anomaly.detect.Seasonality;
import dev.tally.anomaly.detect.SeriesKind;
import dev.tally.anomaly.life.LifeCycle;
import dev.tally.anomaly.life.RuleKey;
import dev.tally.anomaly.life.Subject;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.statement.SelectSeriesPaths;
import dev.tally.storage.statement.SelectSeriesPaths.SeriesPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An alert rule, with what its metric makes of it. */
record WatchedRule(RuleKey key, AlertRule rule, SeriesKind kind, Seasonality seasonality) {

  /** Every rule of the latest revisions. */
  static List<WatchedRule> of(Catalog catalog) {
    List<WatchedRule> rules = new ArrayList<>();
    for (Revision revision : catalog.latest()) {
      EventType type = revision.eventType();
      for (AlertRule rule : type.alerts()) {
        Optional<Metric> metric = type.metric(rule.metric());
        metric.ifPresent(
            m ->
                rules.add(
                    new WatchedRule(
                        new RuleKey(type.name(), rule.name()),
                        rule,
                        SeriesKind.of(m.aggregate()),
                        Seasonality.of(rule.resolution()))));
      }
    }
    return rules;
  }

  SelectSeriesPaths.Breakdown series() {
    return new SelectSeriesPaths.Breakdown(
        key.eventType(), rule.metric(), rule.statistic(), rule.resolution(), rule.dimensionSet());
  }

  Subject subject(SeriesPath path) {
    return new Subject(
        key,
        rule.metric(),
        rule.statistic(),
        rule.dimensionSet(),
        path.values(),
        rule.resolution(),
        path.unit(),
        path.path(),
        rule.severity());
  }

  /** An open alert whose series has had no verdict for as long as a new level takes is lost. */
  LifeCycle lifeCycle() {
    return new LifeCycle(rule.forPoints(), seasonality.shiftPoints());
  }

  Judge judge(long firstIndex) {
    return Judge.of(rule.detection(), kind, seasonality, firstIndex);
  }

  /** Buckets before the first one that is judged which have to be fed to a new judge. */
  int warmUpPoints() {
    return switch (rule.detection()) {
      case AlertRule.Detection.Band(_, _) -> seasonality.warmUpPoints();
      case AlertRule.Detection.Threshold(_, _) -> 0;
    };
  }

  /** A series without a point for so many buckets is no longer watched. */
  int silentPointsMax() {
    return seasonality.windowPoints();
  }
}
