package dev.tally.aggregator.backfill;

import dev.tally.aggregator.backfill.Backfill.Chunk;
import dev.tally.aggregator.backfill.BackfillProgress.Step;
import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.statement.InsertRecomputed;
import dev.tally.aggregator.statement.InsertSeries;
import dev.tally.aggregator.statement.InsertSeriesIndex;
import dev.tally.aggregator.statement.PointScratch;
import dev.tally.aggregator.statement.Scratch;
import dev.tally.aggregator.statement.TouchedPoints;
import dev.tally.aggregator.statement.VanishedPoints;
import dev.tally.edl.model.Metric;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Writes the points of the buckets that begin in a chunk, from states that were swapped in, under
 * the version of the run that did. What a later run touched has a higher version and is right
 * already. No run may be under way: of a point that it deletes, an older version must not come
 * after.
 */
public final class ChunkPoints {
  private final PointScratch pointScratch;
  private final InsertRecomputed insertRecomputed;
  private final InsertSeries insertSeries;
  private final InsertSeriesIndex insertSeriesIndex;
  private final VanishedPoints vanishedPoints;
  private final BackfillProgress progress;

  public ChunkPoints(ClickHouse clickHouse, BackfillProgress progress) {
    this.pointScratch = new PointScratch(clickHouse);
    this.insertRecomputed = new InsertRecomputed(clickHouse);
    this.insertSeries = new InsertSeries(clickHouse);
    this.insertSeriesIndex = new InsertSeriesIndex(clickHouse);
    this.vanishedPoints = new VanishedPoints(clickHouse);
    this.progress = progress;
  }

  /** A repeat writes the same. */
  public void write(Backfill backfill, BackfillPlan plan, Chunk chunk) {
    for (Duration resolution : plan.points().resolutions()) {
      List<PointSource> sources = PointSource.of(List.of(plan.points()), resolution);
      long step = resolution.toSeconds();
      long first = Math.ceilDiv(chunk.span().from(), step) * step;
      long last = (chunk.span().until() - 1) / step * step;
      if (!sources.isEmpty() && first <= last) {
        TouchedPoints points =
            new TouchedPoints(
                backfill.run(),
                resolution,
                Instant.ofEpochSecond(first),
                Instant.ofEpochSecond(last));
        write(backfill, plan, chunk.span(), points, sources);
      }
    }
  }

  private void write(
      Backfill backfill,
      BackfillPlan plan,
      Span span,
      TouchedPoints points,
      List<PointSource> sources) {
    String scratch = Scratch.name(points.run());
    pointScratch.create(scratch, points, sources);
    insertRecomputed.run(points, scratch, backfill.complete());
    insertSeries.run(points, scratch);
    progress.reached(backfill, Step.POINTS_INSERTED);
    List<Metric> written =
        plan.written().stream()
            .filter(metric -> metric.resolutions().contains(points.resolution()))
            .toList();
    if (!written.isEmpty() && vanishedPoints.delete(points, backfill.scope(), written, span)) {
      progress.reached(backfill, Step.POINTS_DELETED);
    }
    insertSeriesIndex.run(points, scratch);
    pointScratch.drop(scratch);
    progress.reached(backfill, Step.INDEX_INSERTED);
  }
}
