package dev.tally.app.bench;

import bench.Quote;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.sdk.TallyClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.zip.ZipInputStream;

/**
 * A day of one share's quotes as QuantConnect's Lean keeps them: a zip of one CSV, or the CSV; a
 * line has milliseconds since midnight, bid × 10,000, its size, ask × 10,000, its size, exchange,
 * condition, suspicious. One side of a line is 0.
 */
final class QuoteTicks {
  private static final int FIELDS = 8;
  private static final Instant MIDNIGHT =
      LocalDate.of(2013, 10, 9).atStartOfDay().toInstant(ZoneOffset.UTC);

  private final byte[] csv;
  private final long fileBytes;
  private Sums sums = new Sums(0, 0, 0, 0, 0);

  /** What the events must add up to, whoever adds. */
  record Sums(long quotes, long bid, long bidSize, long ask, long askSize) {
    Sums plus(String[] fields) {
      return new Sums(
          quotes + 1,
          bid + Long.parseLong(fields[1]),
          bidSize + Long.parseLong(fields[2]),
          ask + Long.parseLong(fields[3]),
          askSize + Long.parseLong(fields[4]));
    }
  }

  private QuoteTicks(byte[] csv, long fileBytes) {
    this.csv = csv;
    this.fileBytes = fileBytes;
  }

  /**
   * @throws TallyException CONFIG_INVALID when the file can't be read
   */
  static QuoteTicks read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return new QuoteTicks(file.toString().endsWith(".zip") ? unzip(bytes) : bytes, bytes.length);
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID, "the quotes can't be read from " + file + ": " + e, e);
    }
  }

  private static byte[] unzip(byte[] zip) throws IOException {
    try (InputStream in = new ByteArrayInputStream(zip);
        ZipInputStream entries = new ZipInputStream(in)) {
      if (entries.getNextEntry() == null) {
        throw new IOException("the zip is empty");
      }
      return entries.readAllBytes();
    }
  }

  byte[] csv() {
    return csv;
  }

  /** As it came: zipped or not. */
  long fileBytes() {
    return fileBytes;
  }

  /** Sends a quote per line, through the generated sender. */
  Sums send(TallyClient client, Runnable room) {
    new String(csv, StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(
            line -> {
              room.run();
              String[] fields = line.split(",", -1);
              send(client, fields, line);
              sums = sums.plus(fields);
            });
    return sums;
  }

  private static void send(TallyClient client, String[] fields, String line) {
    if (fields.length != FIELDS) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "no quote, it has %d fields and not %d: %s".formatted(fields.length, FIELDS, line));
    }
    Quote quote =
        Quote.create()
            .exchange(fields[5])
            .condition(fields[6])
            .time(MIDNIGHT.plusMillis(Long.parseLong(fields[0])));
    if (!fields[1].equals("0")) {
      quote.bidUnscaled(Long.parseLong(fields[1])).bidSize(Integer.parseInt(fields[2]));
    }
    if (!fields[3].equals("0")) {
      quote.askUnscaled(Long.parseLong(fields[3])).askSize(Integer.parseInt(fields[4]));
    }
    if (!fields[7].equals("0")) {
      quote.suspicious(true);
    }
    quote.send(client);
  }
}
