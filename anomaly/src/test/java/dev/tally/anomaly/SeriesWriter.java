package dev.tally.anomaly;

import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.SeriesName;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes points as rollups do: into {@code series} and {@code series_index}, by SQL. */
final class SeriesWriter {
  private final ClickHouse clickHouse;
  private long version;

  SeriesWriter(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  void empty() {
    clickHouse.execute("TRUNCATE TABLE series");
    clickHouse.execute("TRUNCATE TABLE series_index");
  }

  /** Departures of one origin; NaN writes no point. */
  void departures(String origin, Duration resolution, Instant start, double... values) {
    write("departures", Flights.BY_ORIGIN, List.of(origin), resolution, start, values);
  }

  void write(
      String metric,
      DimensionSet dimensionSet,
      List<String> dimensionValues,
      Duration resolution,
      Instant start,
      double... values) {
    String path =
        SeriesName.path(Flights.EVENT, metric, "", resolution, dimensionSet, dimensionValues);
    version++;
    List<String> rows = new ArrayList<>();
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        Instant time = start.plus(resolution.multipliedBy(i));
        first = first.isBefore(time) ? first : time;
        last = time;
        rows.add("('%s', %d, %s, %d)".formatted(path, time.getEpochSecond(), values[i], version));
      }
    }
    clickHouse.execute(
        "INSERT INTO series (path, time, value, version) VALUES " + String.join(", ", rows));
    clickHouse.execute(
        "INSERT INTO series_index VALUES ('%s', '%s', '%s', '', %d, '%s', [%s], '', %d, %d)"
            .formatted(
                path,
                Flights.EVENT,
                metric,
                resolution.toSeconds(),
                dimensionSet.key(),
                dimensionValues.isEmpty() ? "" : "'" + String.join("', '", dimensionValues) + "'",
                first.getEpochSecond(),
                last.getEpochSecond()));
  }
}
