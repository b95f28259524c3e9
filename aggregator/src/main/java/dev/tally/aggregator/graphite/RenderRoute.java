package dev.tally.aggregator.graphite;

import dev.tally.aggregator.annotation.Annotations;
import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.aggregator.graphite.function.Evaluation;
import dev.tally.aggregator.graphite.function.SeriesSource;
import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.run.SeriesVersions;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /render}. A render:
 *
 * <ol>
 *   <li>parses targets and times;
 *   <li>looks whether the same was asked for since points changed;
 *   <li>finds and reads the series that the targets' paths match, and applies the functions;
 *   <li>consolidates to {@code maxDataPoints} and answers.
 * </ol>
 */
final class RenderRoute {
  private final RequestGuard guard;
  private final Annotations annotations;
  private final SeriesVersions versions;
  private final GraphiteLimits limits;
  private final Clock clock;
  private final RenderCache cache;
  private final KeptPoints keptPoints;
  private final Counter cacheHits;
  private final Counter cacheMisses;

  RenderRoute(
      RequestGuard guard,
      Annotations annotations,
      SeriesVersions versions,
      GraphiteLimits limits,
      MeterRegistry meters,
      Clock clock) {
    this.guard = guard;
    this.annotations = annotations;
    this.versions = versions;
    this.limits = limits;
    this.clock = clock;
    this.cache = new RenderCache(clock);
    this.keptPoints = new KeptPoints(meters);
    this.cacheHits = meters.counter("tally.graphite.cache", "result", "hit");
    this.cacheMisses = meters.counter("tally.graphite.cache", "result", "miss");
  }

  void add(JavalinConfig config) {
    config.routes.get("/render", guard.handler(this::render));
    config.routes.post("/render", guard.handler(this::render));
  }

  private void render(Context context, ClickHouse clickHouse) {
    // 1. Targets and times
    RenderRequest request = RenderRequest.of(new Parameters(context), clock.instant());

    // 2. What was answered before
    Map<Duration, Long> current = request.cached() ? versions.current() : Map.of();
    Optional<RenderAnswer> known =
        request.cached() ? cache.find(request, current) : Optional.empty();
    (known.isPresent() ? cacheHits : cacheMisses).increment();
    if (known.isPresent()) {
      known.get().to(context);
      return;
    }

    // 3. Series and functions
    StoredSeries stored;
    List<TimeSeries> series;
    try (PointReader points = points(request, clickHouse)) {
      stored = new StoredSeries(clickHouse, points, annotations, limits);
      stored.readAhead(NamedPaths.of(request));
      series = evaluate(request, stored);
    }

    // 4. Answer
    int max = request.pointsMax().orElse(Integer.MAX_VALUE);
    RenderAnswer answer =
        request
            .format()
            .write(request, series.stream().map(one -> Consolidation.apply(one, max)).toList());
    if (request.cached() && stored.isLasting()) {
      cache.add(request, stored.read(current), answer);
    }
    answer.to(context);
  }

  private PointReader points(RenderRequest request, ClickHouse clickHouse) {
    return new PointReader(
        clickHouse, request.cached() ? Optional.of(keptPoints) : Optional.empty(), clock.instant());
  }

  private List<TimeSeries> evaluate(RenderRequest request, StoredSeries stored) {
    Evaluation evaluation = evaluation(request, stored);
    List<TimeSeries> series = new ArrayList<>();
    for (Expression target : request.targets()) {
      Evaluation own =
          coarse(request, target, stored)
              .map(source -> evaluation(request, source))
              .orElse(evaluation);
      series.addAll(own.evaluate(target, request.range()));
      checkAnswer(series);
    }
    return series;
  }

  private static Evaluation evaluation(RenderRequest request, SeriesSource source) {
    return new Evaluation(
        source, request.times().now(), request.times().zone(), request.xFilesFactor());
  }

  /**
   * Series are consolidated as they are read where no function looks at values before, and no share
   * of them must be there.
   */
  private static Optional<SeriesSource> coarse(
      RenderRequest request, Expression target, StoredSeries stored) {
    return request.pointsMax().isEmpty() || request.xFilesFactor() > 0
        ? Optional.empty()
        : PlainTarget.reduction(target)
            .map(reduction -> stored.consolidated(reduction, request.pointsMax().getAsInt()));
  }

  /** Functions may make more of what was read. */
  private void checkAnswer(List<TimeSeries> series) {
    long points = series.stream().mapToLong(TimeSeries::size).sum();
    if (points > limits.pointsPerRender()) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "the answer has %d points, of at most %d; ask for fewer series or a shorter range"
              .formatted(points, limits.pointsPerRender()));
    }
  }
}
