package dev.tally.aggregator.run;

import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.run.RunProgress.Step;
import dev.tally.aggregator.statement.InsertSeries;
import dev.tally.aggregator.statement.InsertSeriesIndex;
import dev.tally.aggregator.statement.TouchedPoints;
import dev.tally.aggregator.statement.VanishedPoints;
import dev.tally.storage.ClickHouse;
import java.util.List;

/** Writes the points that a run touched, and notes their series. */
final class SeriesWriter {
  private final InsertSeries insertSeries;
  private final VanishedPoints vanishedPoints;
  private final InsertSeriesIndex insertSeriesIndex;
  private final RunProgress progress;

  SeriesWriter(ClickHouse clickHouse, RunProgress progress) {
    this.insertSeries = new InsertSeries(clickHouse);
    this.vanishedPoints = new VanishedPoints(clickHouse);
    this.insertSeriesIndex = new InsertSeriesIndex(clickHouse);
    this.progress = progress;
  }

  void write(RunScope scope) {
    TouchedPoints points = scope.touchedPoints();
    List<PointSource> sources = PointSource.of(scope.plans());
    insertSeries.run(points, sources);
    progress.reached(scope.run(), Step.POINTS_INSERTED);
    scope.parts().forEach(part -> deleteVanished(scope.run(), part));
    insertSeriesIndex.run(points, sources);
    progress.reached(scope.run(), Step.INDEX_INSERTED);
  }

  private void deleteVanished(Run run, RunScope.Part part) {
    List<Long> replaced = part.upsert().map(Upsert::replaced).orElse(List.of());
    if (!replaced.isEmpty() && vanishedPoints.delete(run.id(), part.plan(), replaced)) {
      progress.reached(run, Step.POINTS_DELETED);
    }
  }
}
