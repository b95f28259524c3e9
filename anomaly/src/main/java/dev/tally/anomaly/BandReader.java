package dev.tally.anomaly;

import dev.tally.anomaly.detect.Judge;
import dev.tally.anomaly.detect.Seasonality;
import dev.tally.anomaly.detect.SeriesKind;
import dev.tally.anomaly.detect.Verdict;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.AlertRule.Direction;
import dev.tally.edl.model.EventType;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesByPath;
import dev.tally.storage.statement.SelectSeriesByPath.Series;
import dev.tally.storage.statement.SelectSeriesPaths;
import dev.tally.storage.statement.SelectSeriesPoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was, or would have been, expected of a series: its points judged anew, each by those before
 * it, by the detection of the rule that watches it, or else by the default band.
 */
public final class BandReader {
  /** Points of one answer. */
  public static final int BAND_POINTS_MAX = 20_000;

  /** For series that no rule watches. */
  static final Detection DEFAULT = new Detection.Band(Direction.BOTH, Detection.Band.WIDTH_DEFAULT);

  private final Catalog catalog;
  private final SelectSeriesByPath selectSeries;
  private final SelectSeriesPoints selectPoints;
  private final Completeness completeness;

  public BandReader(Catalog catalog, ClickHouse clickHouse, Completeness completeness) {
    this.catalog = catalog;
    selectSeries = new SelectSeriesByPath(clickHouse);
    selectPoints = new SelectSeriesPoints(clickHouse);
    this.completeness = completeness;
  }

  /**
   * @param time start of the bucket
   */
  public record JudgedPoint(Instant time, Verdict verdict) {}

  public record JudgedSeries(Series series, List<JudgedPoint> points) {}

  /**
   * @param from inclusive; the series' first point when empty
   * @param until exclusive; after the series' last point when empty. Buckets that are not complete
   *     yet are left out
   * @throws TallyException NOT_FOUND when there is no such series, REQUEST_INVALID when the range
   *     holds more than {@link #BAND_POINTS_MAX} points
   */
  public JudgedSeries read(
      String path, Optional<Instant> from, Optional<Instant> until, Instant now) {
    Series series =
        selectSeries
            .run(path)
            .orElseThrow(
                () ->
                    new TallyException(
                        ErrorCode.NOT_FOUND,
                        "no series '%s'; /api/v1/series lists them".formatted(path)));
    Seasonality seasonality = Seasonality.of(series.breakdown().resolution());
    long first = index(seasonality, series.path().timeMin());
    long begin = Math.max(first, from.map(t -> index(seasonality, t)).orElse(first));
    long complete = index(seasonality, completeness.until(series.breakdown().resolution(), now));
    long end =
        Math.min(
            complete,
            until
                .map(t -> index(seasonality, t.minusSeconds(1)) + 1)
                .orElse(index(seasonality, series.path().timeMax()) + 1));
    if (end - begin > BAND_POINTS_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "the range holds %,d points of %s, more than %,d; ask for a shorter one"
              .formatted(end - begin, path, BAND_POINTS_MAX));
    }
    return new JudgedSeries(series, judge(series, seasonality, first, begin, end));
  }

  private static long index(Seasonality seasonality, Instant time) {
    return seasonality.index(time.getEpochSecond());
  }

  private List<JudgedPoint> judge(
      Series series, Seasonality seasonality, long first, long begin, long end) {
    SeriesKind kind = kind(series.breakdown());
    long warmFrom = Math.max(first, begin - seasonality.warmUpPoints());
    var stored =
        selectPoints.run(
            List.of(series.path().path()), time(seasonality, warmFrom), time(seasonality, end));
    PointCursor cursor =
        new PointCursor(seasonality, stored.get(series.path().path()), kind.missingValue());
    Judge judge = Judge.of(detection(series.breakdown()), kind, seasonality, warmFrom);
    List<JudgedPoint> points = new ArrayList<>();
    for (long index = warmFrom; index < end; index++) {
      Verdict verdict = judge.judge(cursor.value(index));
      if (index >= begin) {
        points.add(new JudgedPoint(time(seasonality, index), verdict));
      }
    }
    return points;
  }

  private static Instant time(Seasonality seasonality, long index) {
    return Instant.ofEpochSecond(seasonality.epochSecond(index));
  }

  private Optional<EventType> eventType(SelectSeriesPaths.Breakdown breakdown) {
    return catalog.latest(breakdown.event()).map(revision -> revision.eventType());
  }

  /** A metric that is no longer declared may be anything. */
  private SeriesKind kind(SelectSeriesPaths.Breakdown breakdown) {
    return eventType(breakdown)
        .flatMap(type -> type.metric(breakdown.metric()))
        .map(metric -> SeriesKind.of(metric.aggregate()))
        .orElse(SeriesKind.VALUE);
  }

  private Detection detection(SelectSeriesPaths.Breakdown breakdown) {
    return eventType(breakdown).stream()
        .flatMap(type -> type.alerts().stream())
        .filter(rule -> watches(rule, breakdown))
        .map(AlertRule::detection)
        .findFirst()
        .orElse(DEFAULT);
  }

  private static boolean watches(AlertRule rule, SelectSeriesPaths.Breakdown breakdown) {
    return rule.metric().equals(breakdown.metric())
        && rule.statistic().equals(breakdown.statistic())
        && rule.resolution().equals(breakdown.resolution())
        && rule.dimensionSet().equals(breakdown.dimensionSet());
  }
}
