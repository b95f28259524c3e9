package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.expression.PathPattern;
import dev.tally.aggregator.graphite.function.SeriesSource;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.aggregator.statement.SelectIndexedSeries;
import dev.tally.aggregator.statement.SelectIndexedSeries.IndexedSeries;
import dev.tally.edl.model.Durations;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPoints;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Series as they are stored, for one render: together they stay within the limits. */
final class StoredSeries implements SeriesSource {
  private static final long TIME_MAX_S = 0xFFFF_FFFFL;

  private final SelectIndexedSeries selectIndexedSeries;
  private final SelectSeriesPoints selectSeriesPoints;
  private final int seriesMax;
  private final long pointsMax;
  private int seriesRead;
  private long pointsRead;

  StoredSeries(ClickHouse clickHouse, int seriesMax, long pointsMax) {
    this.selectIndexedSeries = new SelectIndexedSeries(clickHouse);
    this.selectSeriesPoints = new SelectSeriesPoints(clickHouse);
    this.seriesMax = seriesMax;
    this.pointsMax = pointsMax;
  }

  @Override
  public List<TimeSeries> fetch(PathPattern pattern, TimeRange range) {
    List<IndexedSeries> found =
        selectIndexedSeries.run(
            pattern.literalPrefix(),
            pattern.regex(),
            range.from(),
            range.until(),
            seriesMax - seriesRead + 1);
    spend(pattern, found, range);
    Map<Long, List<IndexedSeries>> bySteps =
        found.stream().collect(Collectors.groupingBy(s -> s.resolution().toSeconds()));
    List<TimeSeries> series = new ArrayList<>();
    bySteps.forEach((step, same) -> series.addAll(read(pattern, same, range, step)));
    series.sort(Comparator.comparing(TimeSeries::name));
    return series;
  }

  private void spend(PathPattern pattern, List<IndexedSeries> found, TimeRange range) {
    seriesRead += found.size();
    if (seriesRead > seriesMax) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "'%s' makes more than %d series in one render; name fewer"
              .formatted(pattern.text(), seriesMax));
    }
    for (IndexedSeries series : found) {
      pointsRead += range.gridSize(series.resolution().toSeconds());
    }
    if (pointsRead > pointsMax) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "'%s' makes %d points in one render, of at most %d; name fewer series, a shorter range or a coarser resolution"
              .formatted(pattern.text(), pointsRead, pointsMax));
    }
  }

  private List<TimeSeries> read(
      PathPattern pattern, List<IndexedSeries> found, TimeRange range, long step) {
    long start = range.gridStart(step);
    int size = Math.toIntExact(range.gridSize(step));
    Map<String, Points> points =
        selectSeriesPoints.run(
            found.stream().map(IndexedSeries::path).toList(),
            stored(start),
            stored(start + size * step));
    Points none = new Points(new long[0], new double[0]);
    return found.stream()
        .map(
            series ->
                new TimeSeries(
                    series.path(),
                    pattern.text(),
                    tags(series),
                    start,
                    step,
                    grid(points.getOrDefault(series.path(), none), start, step, size)))
        .toList();
  }

  /** No point is before or behind what a DateTime can say. */
  private static Instant stored(long seconds) {
    return Instant.ofEpochSecond(Math.clamp(seconds, 0, TIME_MAX_S));
  }

  private static double[] grid(Points points, long start, long step, int size) {
    double[] values = new double[size];
    Arrays.fill(values, Double.NaN);
    for (int i = 0; i < points.size(); i++) {
      values[Math.toIntExact((points.times()[i] - start) / step)] = points.values()[i];
    }
    return values;
  }

  private static Map<String, String> tags(IndexedSeries series) {
    Map<String, String> tags = new TreeMap<>();
    for (int i = 0; i < series.dimensionSet().size(); i++) {
      tags.put(series.dimensionSet().get(i), series.dimensionValues().get(i));
    }
    tags.put("name", series.path());
    tags.put("event", series.eventType());
    tags.put("metric", series.metric());
    tags.put("resolution", Durations.format(series.resolution()));
    if (!series.statistic().isEmpty()) {
      tags.put("statistic", series.statistic());
    }
    return tags;
  }
}
