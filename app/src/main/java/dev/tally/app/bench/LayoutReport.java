package dev.tally.app.bench;

import java.util.Map;

/**
 * What {@code tally bench layouts} prints: the same events in each layout, same engine, same run.
 */
public record LayoutReport(long events, Map<String, Figures> layouts) {
  /**
   * @param rowsPerSecond inserted as Native blocks that were encoded before
   * @param mergeMicrosPerRow time to merge all of it into one part
   * @param bytesPerRow merged, ZSTD(3) for all but the typed tables, which have the default
   * @param queryMs a number compared and a text grouped by, of one event type; best of several
   */
  public record Figures(
      long rowsPerSecond, double mergeMicrosPerRow, double bytesPerRow, double queryMs) {}
}
