package dev.tally.app.demo;

import dev.tally.storage.ClickHouse;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The Parquet file of three million US flights (npm's {@code vega-datasets}), read through the
 * engine in the file's own order.
 */
public final class FlightsFile {
  private static final int READ_BUFFER_BYTES = 1 << 18;

  private final ClickHouse clickHouse;
  private final Path file;
  private final int everyNth;

  /**
   * The file, or a sample of it.
   *
   * @param everyNth 1 for all flights; otherwise only about each n-th is taken to be in the file,
   *     the same ones always
   */
  public FlightsFile(ClickHouse clickHouse, Path file, int everyNth) {
    this.clickHouse = clickHouse;
    this.file = file;
    this.everyNth = everyNth;
  }

  /** A table expression with the columns {@code date, delay, distance, origin, destination}. */
  String sql() {
    return "(" + select() + ")";
  }

  /** The same, in the file's own order. */
  private String ordered() {
    // One thread, or the order would differ from read to read.
    return "(" + select() + " SETTINGS max_threads = 1, input_format_parquet_preserve_order = 1)";
  }

  private String select() {
    return """
        SELECT assumeNotNull(date) AS date, assumeNotNull(delay) AS delay, assumeNotNull(distance) AS distance,
               assumeNotNull(origin) AS origin, assumeNotNull(destination) AS destination
        FROM file('%s', 'Parquet')
        WHERE cityHash64(date, delay, distance, origin, destination) %% %d = 0"""
        .formatted(file.toString().replace("'", "\\'"), everyNth);
  }

  public long count() {
    return clickHouse
        .query("SELECT count() AS flights FROM " + sql(), Map.of(), row -> row.int64("flights"))
        .getFirst();
  }

  /**
   * Hands over every flight, in order.
   *
   * @param skip so many flights from the start are left out
   */
  public void read(long skip, Consumer<Flight> consumer) {
    String select =
        """
        SELECT toUnixTimestamp64Milli(toDateTime64(date, 3)) AS time, toInt32(delay), toInt32(distance), origin, destination
        FROM %s
        LIMIT {skip:UInt64}, 1000000000
        SETTINGS max_threads = 1"""
            .formatted(ordered());
    clickHouse.read(
        select,
        Map.of("skip", skip),
        "RowBinary",
        stream ->
            readRows(
                new DataInputStream(new BufferedInputStream(stream, READ_BUFFER_BYTES)), consumer));
  }

  /** RowBinary: little-endian integers, strings with their length as a varint before them. */
  private static long readRows(DataInputStream in, Consumer<Flight> consumer) throws IOException {
    Map<String, String> airports = new HashMap<>();
    for (long rows = 0; ; rows++) {
      long timeMs;
      try {
        timeMs = Long.reverseBytes(in.readLong());
      } catch (EOFException _) {
        return rows;
      }
      int delay = Integer.reverseBytes(in.readInt());
      int distance = Integer.reverseBytes(in.readInt());
      consumer.accept(
          new Flight(
              timeMs, delay, distance, readAirport(in, airports), readAirport(in, airports)));
    }
  }

  /**
   * Airports are few; one string each. Their codes are shorter than 128 bytes: a one-byte length.
   */
  private static String readAirport(DataInputStream in, Map<String, String> airports)
      throws IOException {
    byte[] bytes = new byte[in.readUnsignedByte()];
    in.readFully(bytes);
    return airports.computeIfAbsent(new String(bytes, StandardCharsets.US_ASCII), code -> code);
  }
}
