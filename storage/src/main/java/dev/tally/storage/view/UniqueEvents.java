package dev.tally.storage.view;

/**
 * Which rows of the raw table count. A batch that was sent again, to another collector, may be
 * there twice; then, row by row, the stored copy with the lowest attempt counts. The sender makes
 * the id, so a batch sent once has no twin, and only rows with {@code attempt > 1} need a look: in
 * practice none. The copies of a row have the same {@code time}, by which they are found.
 */
public final class UniqueEvents {
  private UniqueEvents() {}

  /**
   * A condition over the columns of the raw table: 1 for rows that count.
   *
   * @param table the raw table, qualified where the database is another
   * @param scope a condition over the same columns that holds for all copies of a row or for none
   *     of them: the event, but not the time of receipt
   */
  public static String condition(String table, String scope) {
    return """
        (attempt = 1 OR (producer, batch, row, (attempt, collector, block)) IN (
            SELECT producer, batch, row, min((attempt, collector, block))
            FROM %1$s
            WHERE %2$s
                AND time IN (SELECT time FROM %1$s WHERE %2$s AND attempt > 1)
                AND (producer, batch) IN (
                    SELECT producer, batch FROM %1$s WHERE %2$s AND attempt > 1)
            GROUP BY producer, batch, row))"""
        .formatted(table, scope);
  }
}
