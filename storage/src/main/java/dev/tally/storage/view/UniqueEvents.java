package dev.tally.storage.view;

import java.util.List;

/**
 * Which rows of the raw table count. A batch that was sent again, to another collector, may be
 * there twice; then, row by row, the stored copy with the lowest attempt counts. The sender makes
 * the id, so a batch sent once has no twin, and only rows with {@code attempt > 1} need a look: in
 * practice none. The copies of a row have the same {@code time}, by which they are found.
 */
public final class UniqueEvents {
  private UniqueEvents() {}

  /**
   * Conditions over the columns of the raw table: of the rows that count, each fulfills one. Two
   * conditions and not one with an OR: the first, which holds for practically all rows, must not
   * read the columns of the second.
   *
   * @param table the raw table, qualified where the database is another
   * @param scope a condition over the same columns that holds for all copies of a row or for none
   *     of them: the event, but not the time of receipt
   */
  public static List<String> conditions(String table, String scope) {
    String repeat =
        """
        attempt > 1 AND (producer, batch, row, (attempt, collector, block)) IN (
            SELECT producer, batch, row, min((attempt, collector, block))
            FROM %1$s
            WHERE %2$s
                AND time IN (SELECT time FROM %1$s WHERE %2$s AND attempt > 1)
                AND (producer, batch) IN (
                    SELECT producer, batch FROM %1$s WHERE %2$s AND attempt > 1)
            GROUP BY producer, batch, row)"""
            .formatted(table, scope);
    return List.of("attempt = 1", repeat);
  }
}
