package dev.tally.aggregator.statement;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;

/**
 * Writes the touched points anew, whole. Needs no token: a repeat writes the same points under the
 * same version.
 */
public final class InsertSeries {
  private final ClickHouse clickHouse;

  public InsertSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * @param scratch see {@link PointScratch}
   */
  public void run(TouchedPoints points, String scratch) {
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SETTINGS optimize_on_insert = 0, max_partitions_per_insert_block = 0
        SELECT path, bucket, value, %d
        FROM %s"""
            .formatted(points.run(), Sql.identifier(scratch)));
  }
}
