package dev.tally.app.bench;

import com.github.luben.zstd.Zstd;
import dev.tally.app.service.BundledEdl;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What real quotes take on disk once they went through the whole pipeline. */
public final class StorageBench {
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);
  private static final int ZSTD_LEVEL = 12;
  private static final double COLUMN_BYTES_MIN = 0.001;

  private final Path file;
  private final PrintStream progress;

  /**
   * @param file see {@link QuoteTicks}
   */
  public StorageBench(Path file, PrintStream progress) {
    this.file = file;
    this.progress = progress;
  }

  public StorageReport run() throws Exception {
    QuoteTicks ticks = QuoteTicks.read(file);
    try (BenchInstallation installation = BenchInstallation.start();
        TallyClient client = installation.pipeline().client()) {
      installation.pipeline().publish(BundledEdl.load("bench/quote.proto"));
      progress.printf("sending the quotes of %s%n", file);
      QuoteTicks.Sums sent = ticks.send(client, () -> Taken.require(client.awaitRoom(WAIT_MAX)));
      Taken.require(client.flush(WAIT_MAX));
      installation.pipeline().awaitStored(WAIT_MAX);
      ClickHouse clickHouse = installation.pipeline().clickHouse();
      compare(sent, stored(clickHouse));
      progress.printf("%,d quotes are stored; merging%n", sent.quotes());
      double quotes = sent.quotes();
      return new StorageReport(
          sent.quotes(),
          DiskBytes.perRow(clickHouse, List.of("events")),
          byColumn(clickHouse),
          Rounded.to3(ticks.csv().length / quotes),
          Rounded.to3(Zstd.compress(ticks.csv(), ZSTD_LEVEL).length / quotes),
          Rounded.to3(ticks.fileBytes() / quotes));
    }
  }

  private static QuoteTicks.Sums stored(ClickHouse clickHouse) {
    return clickHouse
        .query(
            """
            SELECT count() AS quotes, toInt64(sum(bid) * 10000) AS bid, sum(bid_size) AS bid_size,
                toInt64(sum(ask) * 10000) AS ask, sum(ask_size) AS ask_size
            FROM %s.bench_Quote
            """
                .formatted(clickHouse.endpoint().viewsDatabase()),
            Map.of(),
            row ->
                new QuoteTicks.Sums(
                    row.int64("quotes"),
                    row.int64("bid"),
                    row.int64("bid_size"),
                    row.int64("ask"),
                    row.int64("ask_size")))
        .getFirst();
  }

  private static void compare(QuoteTicks.Sums sent, QuoteTicks.Sums stored) {
    if (!sent.equals(stored)) {
      throw new TallyException(
          ErrorCode.INTERNAL, "stored is not what was sent: " + stored + ", not " + sent);
    }
  }

  private static Map<String, Double> byColumn(ClickHouse clickHouse) {
    Map<String, Double> bytes = new LinkedHashMap<>();
    clickHouse
        .query(
            """
            SELECT column, sum(column_data_compressed_bytes) / sum(rows) AS bytes
            FROM system.parts_columns
            WHERE active AND database = currentDatabase() AND table = 'events'
            GROUP BY column
            HAVING bytes >= {min:Float64}
            ORDER BY bytes DESC
            """,
            Map.of("min", COLUMN_BYTES_MIN),
            row -> Map.entry(row.string("column"), Rounded.to3(row.float64("bytes"))))
        .forEach(column -> bytes.put(column.getKey(), column.getValue()));
    return bytes;
  }
}
