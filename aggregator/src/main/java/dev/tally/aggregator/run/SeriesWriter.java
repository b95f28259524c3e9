package dev.tally.aggregator.run;

import dev.tally.aggregator.plan.PointSource;
import dev.tally.aggregator.run.RunProgress.Step;
import dev.tally.aggregator.statement.InsertSeries;
import dev.tally.aggregator.statement.InsertSeriesIndex;
import dev.tally.aggregator.statement.TouchedPoints;
import dev.tally.storage.ClickHouse;
import java.util.List;

/** Writes the points that a run touched, and notes their series. */
final class SeriesWriter {
  private final InsertSeries insertSeries;
  private final InsertSeriesIndex insertSeriesIndex;
  private final RunProgress progress;

  SeriesWriter(ClickHouse clickHouse, RunProgress progress) {
    this.insertSeries = new InsertSeries(clickHouse);
    this.insertSeriesIndex = new InsertSeriesIndex(clickHouse);
    this.progress = progress;
  }

  void write(RunScope scope) {
    TouchedPoints points = scope.touchedPoints();
    List<PointSource> sources = PointSource.of(scope.plans());
    insertSeries.run(points, sources);
    progress.reached(scope.run(), Step.POINTS_INSERTED);
    insertSeriesIndex.run(points, sources);
    progress.reached(scope.run(), Step.INDEX_INSERTED);
  }
}
