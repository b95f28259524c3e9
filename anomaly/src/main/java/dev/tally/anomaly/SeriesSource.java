package dev.tally.anomaly;

import static java.util.Objects.requireNonNull;

import dev.tally.anomaly.detect.Judge;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPaths;
import dev.tally.storage.statement.SelectSeriesPaths.SeriesPath;
import dev.tally.storage.statement.SelectSeriesPoints;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the series of rules, and brings them together with their judges. */
final class SeriesSource {
  /** Points of one load, 16 bytes each. */
  private static final int LOAD_POINTS_MAX = 2_000_000;

  private static final Logger log = LoggerFactory.getLogger(SeriesSource.class);

  private final SelectSeriesPaths selectPaths;
  private final SelectSeriesPoints selectPoints;
  private final int seriesPerRuleMax;
  private final Set<WatchedRule> reported = ConcurrentHashMap.newKeySet();

  SeriesSource(ClickHouse clickHouse, int seriesPerRuleMax) {
    selectPaths = new SelectSeriesPaths(clickHouse);
    selectPoints = new SelectSeriesPoints(clickHouse);
    this.seriesPerRuleMax = seriesPerRuleMax;
  }

  /** The series of a rule that exist before {@code until} and are not silent for too long. */
  List<SeriesPath> series(WatchedRule rule, long from, long until) {
    List<SeriesPath> found = selectPaths.run(rule.series(), seriesPerRuleMax + 1);
    if (found.size() > seriesPerRuleMax) {
      found = found.subList(0, seriesPerRuleMax);
      if (reported.add(rule)) {
        log.warn(
            "alert {}: only {} of its series are watched; raise the limit or take a smaller"
                + " dimension set",
            rule.key(),
            seriesPerRuleMax);
      }
    }
    return found.stream()
        .filter(s -> rule.seasonality().index(s.timeMin().getEpochSecond()) < until)
        .filter(
            s ->
                rule.seasonality().index(s.timeMax().getEpochSecond())
                    >= from - rule.silentPointsMax())
        .toList();
  }

  /**
   * Judges each series over the range of {@code judging}. Series whose judge is at {@code from}
   * already need only the range's points; the others get a new judge, which is warmed up.
   *
   * @param judges by path; afterwards it holds those of at most {@code judgesMax} series
   */
  void judge(
      WatchedRule rule,
      RuleJudging judging,
      long from,
      long until,
      List<SeriesPath> series,
      Map<String, Judge> judges,
      long judgesMax) {
    List<SeriesPath> warm = new ArrayList<>();
    List<SeriesPath> cold = new ArrayList<>();
    for (SeriesPath one : series) {
      Judge judge = judges.get(one.path());
      (judge != null && judge.index() == from ? warm : cold).add(one);
    }
    judges.keySet().retainAll(warm.stream().map(SeriesPath::path).collect(Collectors.toSet()));
    judge(
        rule,
        from,
        until,
        warm,
        (path, points) -> judging.judge(path, judge(judges, path), points));
    long warmFrom = from - rule.warmUpPoints();
    judge(
        rule,
        warmFrom,
        until,
        cold,
        (path, points) -> {
          long first = rule.seasonality().index(path.timeMin().getEpochSecond());
          Judge judge = rule.judge(Math.max(first, warmFrom));
          judging.judge(path, judge, points);
          if (judges.size() < judgesMax) {
            judges.put(path.path(), judge);
          }
        });
  }

  private static Judge judge(Map<String, Judge> judges, SeriesPath path) {
    return requireNonNull(judges.get(path.path()));
  }

  private interface Judging {
    void judge(SeriesPath path, @Nullable Points points);
  }

  private void judge(
      WatchedRule rule, long from, long until, List<SeriesPath> series, Judging judging) {
    int perLoad = (int) Math.max(1, LOAD_POINTS_MAX / Math.max(1, until - from));
    for (int at = 0; at < series.size(); at += perLoad) {
      List<SeriesPath> some = series.subList(at, Math.min(series.size(), at + perLoad));
      Map<String, Points> points =
          selectPoints.run(
              some.stream().map(SeriesPath::path).toList(), time(rule, from), time(rule, until));
      for (SeriesPath one : some) {
        judging.judge(one, points.get(one.path()));
      }
    }
  }

  static Instant time(WatchedRule rule, long index) {
    return Instant.ofEpochSecond(rule.seasonality().epochSecond(index));
  }
}
