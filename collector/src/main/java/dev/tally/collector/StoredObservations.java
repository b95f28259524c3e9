package dev.tally.collector;

import dev.tally.collector.encode.ObservedColumns;
import dev.tally.collector.observe.DimensionKey;
import dev.tally.collector.observe.ObservedRow;
import dev.tally.collector.observe.ObservedRows;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Row;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One collector's rows of {@code observed_dimensions}.
 *
 * @param collectorId survives restarts: it is the journal's
 */
record StoredObservations(ClickHouse clickHouse, String collectorId) implements ObservedRows {
  private static final String READ =
      """
      SELECT day, event, dimension, version, values, is_exact, base64Encode(sketch) AS sketch64, latest, revision,
          revision_values
      FROM observed_dimensions FINAL
      WHERE day IN {days:Array(Date)} AND event IN {events:Array(String)} AND collector = {collector:String}
      """;

  @Override
  public List<ObservedRow> read(Collection<DimensionKey> keys) {
    return clickHouse.query(
        READ,
        Map.of(
            "days",
            keys.stream().map(key -> LocalDate.ofEpochDay(key.day())).distinct().toList(),
            "events",
            keys.stream().map(DimensionKey::eventType).distinct().toList(),
            "collector",
            collectorId),
        StoredObservations::read);
  }

  private static ObservedRow read(Row row) {
    int day = (int) LocalDate.parse(row.string("day")).toEpochDay();
    return new ObservedRow(
        new DimensionKey(day, row.string("event"), row.string("dimension")),
        row.int64("version"),
        row.int64("values"),
        row.int64("is_exact") != 0,
        Base64.getDecoder().decode(row.string("sketch64")),
        row.strings("latest"),
        (int) row.int64("revision"),
        row.int64("revision_values"));
  }

  @Override
  public void write(List<ObservedRow> rows) {
    clickHouse.insertNative(
        "observed_dimensions",
        ObservedColumns.NAMES,
        UUID.randomUUID().toString(),
        out -> ObservedColumns.write(out, collectorId, rows));
  }
}
