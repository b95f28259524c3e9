package dev.tally.aggregator.graphite;

import dev.tally.aggregator.annotation.Annotations;
import dev.tally.aggregator.graphite.expression.PathPattern;
import dev.tally.aggregator.graphite.expression.TagExpression;
import dev.tally.aggregator.graphite.function.Reduction;
import dev.tally.aggregator.graphite.function.SeriesSource;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.aggregator.graphite.function.UniquesQuery;
import dev.tally.aggregator.statement.SelectIndexedSeries;
import dev.tally.aggregator.statement.SelectIndexedSeries.IndexedSeries;
import dev.tally.aggregator.statement.SelectUniques;
import dev.tally.aggregator.statement.SelectUniques.Unique;
import dev.tally.aggregator.statement.SeriesTags;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPoints;
import dev.tally.storage.statement.SelectSeriesPoints.Points;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Series as they are stored, for one render: together they stay within the limits. */
final class StoredSeries implements SeriesSource {
  /** Of all series between the first and the last of a glob to those that are wanted. */
  private static final double UNWANTED_RATIO_MAX = 1.5;

  private final SelectIndexedSeries selectIndexedSeries;
  private final PointReader points;
  private final SeriesAhead ahead;
  private final StoredUniques storedUniques;
  private final Annotations annotations;
  private final GraphiteLimits limits;
  private final Set<Duration> resolutions = new HashSet<>();
  private boolean isOpen;
  private boolean isLasting = true;
  private int seriesRead;
  private long pointsRead;

  /** Where a series has more points, several are made one. */
  private record Coarse(Reduction reduction, int pointsMax) {
    TimeSeries of(TimeSeries fine) {
      return fine.size() <= pointsMax
          ? fine
          : Consolidation.apply(fine.consolidatedBy(reduction), pointsMax);
    }
  }

  /** How the points of some series are read. */
  @FunctionalInterface
  private interface Reading {
    void read(List<IndexedSeries> found, TimeGrid grid, BiConsumer<String, Points> reader);
  }

  private static final Coarse FINE = new Coarse(Reduction.AVERAGE, Integer.MAX_VALUE);

  StoredSeries(
      ClickHouse clickHouse, PointReader points, Annotations annotations, GraphiteLimits limits) {
    this.points = points;
    this.selectIndexedSeries = new SelectIndexedSeries(clickHouse);
    this.ahead = new SeriesAhead(selectIndexedSeries, points);
    this.storedUniques = new StoredUniques(clickHouse);
    this.annotations = annotations;
    this.limits = limits;
  }

  /**
   * The same series with at most so many points, as {@link Consolidation} would have them; within
   * the same limits.
   */
  SeriesSource consolidated(Reduction reduction, int pointsMax) {
    Coarse coarse = new Coarse(reduction, pointsMax);
    return new SeriesSource() {
      @Override
      public List<TimeSeries> fetch(PathPattern pattern, TimeRange range) {
        return StoredSeries.this.fetch(pattern, range, coarse);
      }

      @Override
      public List<TimeSeries> fetchTagged(
          List<String> expressions, String pathExpression, TimeRange range) {
        return StoredSeries.this.fetchTagged(expressions, pathExpression, range, coarse);
      }
    };
  }

  /**
   * Reads series together that will be asked for one by one.
   *
   * @param paths without globs, by the range that they will be asked for
   */
  void readAhead(Map<TimeRange, Set<String>> paths) {
    ahead.read(paths);
  }

  @Override
  public List<TimeSeries> fetch(PathPattern pattern, TimeRange range) {
    return fetch(pattern, range, FINE);
  }

  @Override
  public List<TimeSeries> fetchTagged(
      List<String> expressions, String pathExpression, TimeRange range) {
    return fetchTagged(expressions, pathExpression, range, FINE);
  }

  @Override
  public List<TimeSeries> uniques(UniquesQuery query, String pathExpression, TimeRange range) {
    isOpen = true;
    SelectUniques.Wanted wanted = storedUniques.wanted(query);
    long step = wanted.set().resolution().toSeconds();
    long start = range.gridStart(step);
    int size = Math.toIntExact(Math.min(range.gridSize(step), limits.pointsPerRender() + 1));
    TimeGrid grid = new TimeGrid(start, step, size);
    TimeRange times = new TimeRange(start, start + size * step);
    List<Unique> found = storedUniques.read(wanted, times, left());
    spend(pathExpression, found.size(), (long) found.size() * size);
    return found.stream()
        .map(
            unique ->
                new TimeSeries(
                    StoredUniques.name(wanted, unique.values()),
                    pathExpression,
                    StoredUniques.tags(wanted, unique.values()),
                    start,
                    step,
                    grid.values(unique.points())))
        .toList();
  }

  /** Notes and alerts come at any time: an answer with them is not kept. */
  @Override
  public long[] events(List<String> tags, TimeRange range) {
    isLasting = false;
    Instant last = Instant.ofEpochSecond(range.until()).minusNanos(1);
    return annotations
        .between(Instant.ofEpochSecond(range.from()), last, tags, Annotations.Match.ALL)
        .stream()
        .mapToLong(annotation -> annotation.time().getEpochSecond())
        .toArray();
  }

  /** Whether what was read changes by rollups only, and not whenever carbon's clients send. */
  boolean isLasting() {
    return isLasting;
  }

  /**
   * What has been read.
   *
   * @param versions of each resolution, as it was before
   */
  ReadVersions read(Map<Duration, Long> versions) {
    return ReadVersions.of(versions, resolutions, isOpen);
  }

  private List<TimeSeries> fetch(PathPattern pattern, TimeRange range, Coarse coarse) {
    String regex = pattern.wholeRegex();
    Optional<SeriesAhead.Stored> known = ahead.find(pattern.text(), range);
    if (known.isPresent()) {
      return series(pattern.text(), known.get(), range, coarse);
    }
    points.begin(pattern.text(), range);
    List<IndexedSeries> all =
        selectIndexedSeries.run(pattern.literalPrefix(), regex, range, left());
    // A path has one resolution; what a pattern may match another time, nobody knows.
    isOpen |= all.isEmpty() || !pattern.isLiteral();
    return series(
        pattern.text(),
        all,
        range,
        coarse,
        (found, grid, reader) -> {
          if (isReadMatching(found)) {
            points.readMatching(regex, paths(found), grid, reader);
          } else {
            points.read(pattern.text(), paths(found), grid, reader);
          }
        });
  }

  private List<TimeSeries> series(
      String path, SeriesAhead.Stored known, TimeRange range, Coarse coarse) {
    isOpen |= known.series().isEmpty();
    return series(
        path,
        known.series().stream().toList(),
        range,
        coarse,
        (found, grid, reader) -> known.points().ifPresent(read -> reader.accept(path, read)));
  }

  private List<TimeSeries> fetchTagged(
      List<String> texts, String pathExpression, TimeRange range, Coarse coarse) {
    List<TagExpression> expressions = TagExpression.parseAll(texts);
    points.begin(pathExpression, range);
    List<IndexedSeries> all = selectIndexedSeries.runTagged(expressions, range, left());
    isOpen |= all.isEmpty() || expressions.stream().noneMatch(StoredSeries::saysResolution);
    return series(
        pathExpression,
        all,
        range,
        coarse,
        (found, grid, reader) -> points.read(pathExpression, paths(found), grid, reader));
  }

  private static boolean saysResolution(TagExpression expression) {
    return expression.tag().equals("resolution")
        && expression.operator() == TagExpression.Operator.EQUAL;
  }

  /** One more than there may be tells that there are too many. */
  private int left() {
    return limits.seriesPerRender() - seriesRead + 1;
  }

  private List<TimeSeries> series(
      String asked, List<IndexedSeries> found, TimeRange range, Coarse coarse, Reading reading) {
    spend(asked, found, range, coarse);
    // What is not there yet may come from carbon's clients, too.
    isLasting &=
        !found.isEmpty() && found.stream().noneMatch(series -> series.eventType().isEmpty());
    Map<Duration, List<IndexedSeries>> byResolution =
        found.stream().collect(Collectors.groupingBy(IndexedSeries::resolution));
    resolutions.addAll(byResolution.keySet());
    List<TimeSeries> series = new ArrayList<>();
    byResolution.forEach(
        (resolution, same) ->
            series.addAll(
                series(asked, same, TimeGrid.of(range, resolution.toSeconds()), coarse, reading)));
    series.sort(Comparator.comparing(TimeSeries::name));
    return series;
  }

  private void spend(String asked, List<IndexedSeries> found, TimeRange range, Coarse coarse) {
    long points = 0;
    for (IndexedSeries series : found) {
      points += Math.min(coarse.pointsMax(), range.gridSize(series.resolution().toSeconds()));
    }
    spend(asked, found.size(), points);
  }

  private void spend(String asked, int series, long points) {
    seriesRead += series;
    pointsRead += points;
    if (seriesRead > limits.seriesPerRender()) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "'%s' makes more than %d series in one render; name fewer"
              .formatted(asked, limits.seriesPerRender()));
    }
    if (pointsRead > limits.pointsPerRender()) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "'%s' makes %d points in one render, of at most %d; name fewer series, a shorter range or a coarser resolution"
              .formatted(asked, pointsRead, limits.pointsPerRender()));
    }
  }

  /** Whether it is better to read them by their expression than by names: most are wanted. */
  private boolean isReadMatching(List<IndexedSeries> found) {
    return found.size() > SelectSeriesPoints.PATHS_MAX
        && selectIndexedSeries.countBetween(found.getFirst().path(), found.getLast().path())
            <= UNWANTED_RATIO_MAX * found.size();
  }

  /** In the order of paths, which is the table's: what is asked for at once lies together. */
  private static List<String> paths(List<IndexedSeries> found) {
    return found.stream().map(IndexedSeries::path).toList();
  }

  /** Each series is made coarse as it is read: all of them in full may be more than fits. */
  private List<TimeSeries> series(
      String asked, List<IndexedSeries> found, TimeGrid grid, Coarse coarse, Reading reading) {
    Map<String, IndexedSeries> empty = new LinkedHashMap<>();
    found.forEach(one -> empty.put(one.path(), one));
    List<TimeSeries> series = new ArrayList<>();
    BiConsumer<String, Points> reader =
        (path, read) -> {
          IndexedSeries one = empty.remove(path);
          if (one != null) {
            series.add(coarse.of(series(one, asked, grid, grid.values(read))));
          }
        };
    reading.read(found, grid, reader);
    for (IndexedSeries one : empty.values()) {
      series.add(coarse.of(series(one, asked, grid, TimeSeries.nothing(grid.size()))));
    }
    return series;
  }

  private static TimeSeries series(IndexedSeries of, String asked, TimeGrid grid, double[] values) {
    return new TimeSeries(of.path(), asked, SeriesTags.of(of), grid.start(), grid.step(), values);
  }
}
