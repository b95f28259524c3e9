package dev.tally.app.transfer;

import java.util.List;

/**
 * Rows that become one batch.
 *
 * @param firstRow counted from 1
 * @param rows lines, blank ones too; one that is too long has a byte more than may be
 */
record RowRange(long firstRow, List<byte[]> rows) {
  long lastRow() {
    return firstRow + rows.size() - 1;
  }
}
