package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;

/** Notes the touched series and the range of the touched points; a repeat changes nothing. */
public final class InsertSeriesIndex {
  private final ClickHouse clickHouse;

  public InsertSeriesIndex(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param scratch see {@link PointScratch}
   */
  public void run(TouchedPoints points, String scratch) {
    clickHouse.execute(
        """
        INSERT INTO series_index (path, event, metric, statistic, resolution, dimension_set,
          dimension_values, unit, time_min, time_max)
        SETTINGS optimize_on_insert = 0
        SELECT path, any(event), any(metric), any(statistic), %d, any(dimension_set),
          any(dimension_values), any(unit), min(bucket), max(bucket)
        FROM %s
        GROUP BY path"""
            .formatted(points.resolution().toSeconds(), Sql.identifier(scratch)));
  }
}
