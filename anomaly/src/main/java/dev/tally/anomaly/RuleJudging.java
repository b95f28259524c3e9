package dev.tally.anomaly;

import dev.tally.anomaly.detect.Judge;
import dev.tally.anomaly.detect.Verdict;
import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.LifeCycle;
import dev.tally.anomaly.life.LifeCycle.Change;
import dev.tally.anomaly.life.LifeCycle.Step;
import dev.tally.anomaly.life.Subject;
import dev.tally.anomaly.notify.Notice.Kind;
import dev.tally.anomaly.store.AlertStore.Announcement;
import dev.tally.storage.statement.SelectSeriesPaths.SeriesPath;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges the series of one rule over a range of buckets, live or replayed: the same steps, one
 * series after the other. A point is judged by what its judge saw before it, so the order of the
 * series does not matter. Collects what comes of it; stores nothing.
 */
final class RuleJudging {
  private final WatchedRule rule;
  private final long from;
  private final long until;
  private final LifeCycle lifeCycle;

  /** Open alerts by path, of series not judged yet. */
  private final Map<String, Alert> open = new HashMap<>();

  private final Map<String, Alert> changed = new LinkedHashMap<>();
  private final List<TimedAnnouncement> announcements = new ArrayList<>();
  private int series;
  private long points;
  private long outPoints;

  private record TimedAnnouncement(Instant time, Announcement announcement) {}

  /**
   * @param from bucket, inclusive
   * @param until bucket, exclusive
   * @param skipped buckets before {@code from} that nobody judges any more
   * @param openAlerts of the rule
   */
  RuleJudging(WatchedRule rule, long from, long until, long skipped, List<Alert> openAlerts) {
    this.rule = rule;
    this.from = from;
    this.until = until;
    lifeCycle = rule.lifeCycle();
    for (Alert alert : openAlerts) {
      open.put(alert.subject().path(), alert);
      if (skipped > 0) {
        skip(alert, from - 1, skipped);
      }
    }
  }

  /**
   * Judges one series.
   *
   * @param judge at the range's first bucket, or before it to be warmed up, or after it when the
   *     series begins later; afterwards it is at the range's end
   * @param stored from the judge's bucket on; null when there are no points
   */
  void judge(SeriesPath path, Judge judge, @Nullable Points stored) {
    PointCursor cursor = new PointCursor(rule.seasonality(), stored, rule.kind().missingValue());
    Subject subject = rule.subject(path);
    Optional<Alert> alert = Optional.ofNullable(open.remove(path.path())).filter(Alert::isOpen);
    series++;
    for (long index = judge.index(); index < until; index++) {
      Verdict verdict = judge.judge(cursor.value(index));
      if (index >= from) {
        points++;
        outPoints += verdict.isOut() ? 1 : 0;
        if (alert.isPresent() || verdict.isOut()) {
          Step step = lifeCycle.next(alert, subject, time(index), verdict);
          take(step, time(index));
          alert = step.alert().filter(Alert::isOpen);
        }
      }
    }
  }

  /** After the last series: alerts whose series was not judged had points without a verdict. */
  void finish() {
    List<Alert> unjudged = List.copyOf(open.values());
    for (Alert alert : unjudged) {
      if (alert.isOpen() && until > from) {
        skip(alert, until - 1, until - from);
      }
    }
  }

  private void skip(Alert alert, long last, long count) {
    int bounded = (int) Math.min(count, Integer.MAX_VALUE / 2);
    Step step = lifeCycle.unknown(alert, time(last), bounded);
    take(step, time(last));
    step.alert().ifPresent(a -> open.put(a.subject().path(), a));
  }

  private void take(Step step, Instant time) {
    if (step.change() == Change.NOTHING || step.alert().isEmpty()) {
      return;
    }
    Alert alert = step.alert().get();
    changed.put(alert.id(), alert);
    switch (step.change()) {
      case NOTHING, QUIET -> {}
      case FIRED -> announce(time, alert, Kind.FIRED);
      case RESOLVED -> announce(time, alert, Kind.RESOLVED);
    }
  }

  private void announce(Instant time, Alert alert, Kind kind) {
    announcements.add(new TimedAnnouncement(time, new Announcement(alert, kind)));
  }

  private Instant time(long index) {
    return Instant.ofEpochSecond(rule.seasonality().epochSecond(index));
  }

  /** Alerts as they stand now, each once. */
  List<Alert> changed() {
    return List.copyOf(changed.values());
  }

  /** In order of their points. */
  List<Announcement> announcements() {
    return announcements.stream()
        .sorted(Comparator.comparing(TimedAnnouncement::time))
        .map(TimedAnnouncement::announcement)
        .toList();
  }

  int series() {
    return series;
  }

  /** Points judged, those without a verdict included. */
  long points() {
    return points;
  }

  long outPoints() {
    return outPoints;
  }
}
