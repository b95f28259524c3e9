package dev.tally.aggregator.run;

import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.plan.PointSource.MetricName;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.run.RunProgress.Step;
import dev.tally.aggregator.statement.InsertRecomputed;
import dev.tally.aggregator.statement.InsertSeries;
import dev.tally.aggregator.statement.InsertSeriesIndex;
import dev.tally.aggregator.statement.PointScratch;
import dev.tally.aggregator.statement.Scratch;
import dev.tally.aggregator.statement.SelectTouchedBuckets;
import dev.tally.aggregator.statement.TouchedPoints;
import dev.tally.aggregator.statement.VanishedPoints;
import dev.tally.aggregator.work.Workers;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Metric;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Writes the points that a run touched, and notes their series. */
final class SeriesWriter {
  /** Large states are merged by one thread of the engine. */
  private static final int MERGES_AT_ONCE = 2;

  private final Scratch scratch;
  private final PointScratch pointScratch;
  private final InsertRecomputed insertRecomputed;
  private final InsertSeries insertSeries;
  private final VanishedPoints vanishedPoints;
  private final SelectTouchedBuckets selectTouchedBuckets;
  private final InsertSeriesIndex insertSeriesIndex;
  private final RunProgress progress;

  SeriesWriter(ClickHouse clickHouse, RunProgress progress) {
    this.scratch = new Scratch(clickHouse);
    this.pointScratch = new PointScratch(clickHouse);
    this.insertRecomputed = new InsertRecomputed(clickHouse);
    this.insertSeries = new InsertSeries(clickHouse);
    this.vanishedPoints = new VanishedPoints(clickHouse);
    this.selectTouchedBuckets = new SelectTouchedBuckets(clickHouse);
    this.insertSeriesIndex = new InsertSeriesIndex(clickHouse);
    this.progress = progress;
  }

  /**
   * What a run touched of one resolution.
   *
   * @param held the table of its points, see {@link PointScratch}
   */
  private record Touched(
      TouchedPoints points, List<RunScope.Part> parts, List<PointSource> sources, String held) {}

  /** One resolution after the other, the finest first. */
  void write(RunScope scope) {
    scratch.dropLeftovers();
    List<Touched> all = scope.run().resolutions().stream().flatMap(r -> touched(scope, r)).toList();
    new Workers(MERGES_AT_ONCE)
        .run(
            all,
            touched -> pointScratch.create(touched.held(), touched.points(), touched.sources()));
    all.forEach(touched -> write(scope, touched));
  }

  private static Stream<Touched> touched(RunScope scope, Duration resolution) {
    List<RunScope.Part> parts = scope.parts(resolution);
    List<PointSource> sources =
        PointSource.of(parts.stream().map(RunScope.Part::plan).toList(), resolution);
    return sources.isEmpty()
        ? Stream.empty()
        : Stream.of(
            new Touched(
                scope.touchedPoints(resolution), parts, sources, Scratch.name(scope.run().id())));
  }

  private void write(RunScope scope, Touched touched) {
    TouchedPoints points = touched.points();
    String held = touched.held();
    insertRecomputed.run(points, held, scope.run().complete());
    insertSeries.run(points, held);
    progress.reached(scope.run(), Step.POINTS_INSERTED);
    boolean isAny = false;
    for (RunScope.Part part : touched.parts()) {
      isAny |= deleteVanished(points, part);
      isAny |= deleteOutranked(points, part.plan());
    }
    for (PointSource source : touched.sources()) {
      if (source instanceof PointSource.Derived derived && !derived.isFinal()) {
        isAny |= vanishedPoints.deleteValueless(points, derived);
      }
    }
    if (isAny) {
      progress.reached(scope.run(), Step.POINTS_DELETED);
    }
    insertSeriesIndex.run(points, held);
    pointScratch.drop(held);
    progress.reached(scope.run(), Step.INDEX_INSERTED);
  }

  private boolean deleteVanished(TouchedPoints points, RunScope.Part part) {
    List<Long> replaced = part.replaced(points.resolution());
    List<Metric> declared = part.plan().declared(points.resolution());
    return !replaced.isEmpty()
        && !declared.isEmpty()
        && vanishedPoints.delete(points, part.plan(), declared, replaced);
  }

  /** Values that were among the most frequent ones of a bucket, and are so no longer. */
  private boolean deleteOutranked(TouchedPoints points, ScanPlan plan) {
    boolean isAny = false;
    for (Metric metric : plan.declared(points.resolution())) {
      if (metric.aggregate() instanceof Aggregate.TopK) {
        List<Long> buckets =
            selectTouchedBuckets.run(points, new MetricName(plan.eventType(), metric.name()));
        isAny |= vanishedPoints.delete(points, plan, List.of(metric), buckets);
      }
    }
    return isAny;
  }
}
