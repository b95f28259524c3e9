package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.statement.SelectIndexedSeries;
import dev.tally.aggregator.statement.SelectIndexedSeries.IndexedSeries;
import dev.tally.storage.statement.SelectSeriesPoints;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Series that a render will ask for one by one, read together before. */
final class SeriesAhead {
  /** Of one render, about as many as one statement reads: 32 MB. */
  private static final long POINTS_MAX = 2_000_000;

  private final SelectIndexedSeries selectIndexedSeries;
  private final PointReader reader;
  private final Map<Named, Stored> known = new HashMap<>();
  private long pointsLeft = POINTS_MAX;

  /** A path without globs, as it will be asked for. */
  private record Named(String path, TimeRange range) {}

  /**
   * What is stored of a path; empty where there is no such series.
   *
   * @param points empty where it has none in the range
   */
  record Stored(Optional<IndexedSeries> series, Optional<Points> points) {
    private static final Stored NOTHING = new Stored(Optional.empty(), Optional.empty());
  }

  SeriesAhead(SelectIndexedSeries selectIndexedSeries, PointReader reader) {
    this.selectIndexedSeries = selectIndexedSeries;
    this.reader = reader;
  }

  /**
   * Reads as many as fit.
   *
   * @param paths by the range that they will be asked for
   */
  void read(Map<TimeRange, Set<String>> paths) {
    paths.forEach(
        (range, named) -> {
          List<String> several =
              named.stream().sorted().limit(SelectSeriesPoints.PATHS_MAX).toList();
          if (several.size() > 1 && SelectSeriesPoints.isOneRead(several, 1)) {
            read(several, range);
          }
        });
  }

  /** What was read of a path; empty where that was not done. */
  Optional<Stored> find(String path, TimeRange range) {
    return Optional.ofNullable(known.get(new Named(path, range)));
  }

  private void read(List<String> paths, TimeRange range) {
    String together = String.join("\n", paths);
    reader.begin(together, range);
    Map<Duration, List<IndexedSeries>> byResolution =
        selectIndexedSeries.runNamed(paths, range).stream()
            .collect(Collectors.groupingBy(IndexedSeries::resolution));
    paths.forEach(path -> known.put(new Named(path, range), Stored.NOTHING));
    byResolution.forEach(
        (resolution, found) -> read(together, found, range, resolution.toSeconds()));
  }

  private void read(String together, List<IndexedSeries> found, TimeRange range, long step) {
    if (range.gridSize(step) > pointsLeft / found.size()) {
      found.forEach(one -> known.remove(new Named(one.path(), range)));
      return;
    }
    TimeGrid grid = TimeGrid.of(range, step);
    pointsLeft -= (long) grid.size() * found.size();
    Map<String, Points> points = new HashMap<>();
    reader.read(together, found.stream().map(IndexedSeries::path).toList(), grid, points::put);
    for (IndexedSeries one : found) {
      known.put(
          new Named(one.path(), range),
          new Stored(Optional.of(one), Optional.ofNullable(points.get(one.path()))));
    }
  }
}
