package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.aggregator.http.JsonBuffer;

/**
 * What follows the value of each point, {@code ,1767225600]}: the same for all series of one grid,
 * which those of a dashboard mostly are. Writing times was half of writing JSON.
 */
final class PointEnds {
  static final PointEnds NONE = new PointEnds(0, 1, 0);

  /** Two signs and a time of ten digits. */
  private static final int BYTES = 12;

  private final long start;
  private final long step;
  private final byte[] text;

  /** Where in the text the ends begin, and behind the last. */
  private final int[] places;

  private PointEnds(long start, long step, int size) {
    this.start = start;
    this.step = step;
    this.places = new int[size + 1];
    JsonBuffer all = new JsonBuffer(BYTES * size);
    for (int i = 0; i < size; i++) {
      places[i] = all.size();
      all.write(',');
      all.write(start + i * step);
      all.write(']');
    }
    places[size] = all.size();
    this.text = all.toByteArray();
  }

  /** Those of a series: these, where its grid is the same as far as it goes. */
  PointEnds of(TimeSeries series) {
    return start == series.start() && step == series.step() && series.size() < places.length
        ? this
        : new PointEnds(series.start(), series.step(), series.size());
  }

  void write(JsonBuffer json, int point) {
    json.write(text, places[point], places[point + 1] - places[point]);
  }
}
