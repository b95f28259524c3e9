package dev.tally.app.bench;

import dev.tally.app.service.Pipeline;
import dev.tally.edl.model.EventType;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Generator, SDK, collector and engine on one machine, ten event types of eight attributes mixed.
 *
 * <ol>
 *   <li>Warm-up, which is not counted.
 *   <li>As many events as the collector takes: rate, CPU and allocation by stage.
 *   <li>Half of that rate: latencies to acknowledgement and to visibility.
 *   <li>JSON through the HTTP edge.
 *   <li>Other ways of the same events into the same engine ({@link Baselines}), and bytes on disk.
 * </ol>
 */
public final class IngestBench {
  private static final Duration STORED_MAX = Duration.ofMinutes(5);

  /** Of so many events one goes over HTTP. */
  private static final int HTTP_SHARE = 10;

  private final long events;
  private final Duration halfLoadTime;
  private final PrintStream progress;

  /**
   * @param events of the throughput part, and as many again to warm up
   * @param progress what is being done
   */
  public IngestBench(long events, Duration halfLoadTime, PrintStream progress) {
    this.events = events;
    this.halfLoadTime = halfLoadTime;
    this.progress = progress;
  }

  public IngestReport run() throws Exception {
    try (BenchInstallation installation = BenchInstallation.start();
        TallyClient client = installation.pipeline().client();
        Generator generator = new Generator(client)) {
      Pipeline pipeline = installation.pipeline();
      progress.printf("warming up%n");
      generator.sendAll(events);
      pipeline.awaitStored(STORED_MAX);

      progress.printf("sending %,d events%n", events);
      StageUse before = StageUse.now();
      long begin = System.nanoTime();
      generator.sendAll(events);
      long acknowledged = Baselines.rate(events, begin);
      pipeline.awaitStored(STORED_MAX);
      long stored = Baselines.rate(events, begin);
      StageUse after = StageUse.now();
      progress.printf("%,d events/s; now half of that%n", stored);

      IngestReport.Latencies latencies = halfLoad(pipeline, client, generator, stored / 2);
      List<EventType> eventTypes =
          BenchEdl.load().stream().flatMap(file -> file.eventTypes().stream()).toList();
      progress.printf("through the HTTP edge%n");
      long http = http(pipeline, eventTypes);
      progress.printf("other ways into the engine%n");
      Baselines baselines = new Baselines(pipeline.clickHouse(), eventTypes, events);
      Map<String, Long> rates = baselines.run();
      progress.printf("bytes on disk%n");
      baselines.typed().fill();
      return new IngestReport(
          Runtime.getRuntime().availableProcessors(),
          events,
          stored,
          acknowledged,
          after.microsPerEvent(before, events),
          after.bytesPerEvent(before, events),
          latencies,
          http,
          DiskBytes.perRow(pipeline.clickHouse(), List.of("events")),
          baselines.typed().bytesPerRow(),
          rates,
          ratios(stored, rates));
    }
  }

  private IngestReport.Latencies halfLoad(
      Pipeline pipeline, TallyClient client, Generator generator, long perSecond) {
    Instant begin = Instant.now();
    try (AcknowledgeTimes times = new AcknowledgeTimes(client)) {
      generator.sendSteadily(perSecond, halfLoadTime, times);
      pipeline.awaitStored(STORED_MAX);
      double[] visible = visibleMillis(pipeline.clickHouse(), begin);
      return new IngestReport.Latencies(
          perSecond, times.millis(0.5), times.millis(0.99), visible[0], visible[1]);
    }
  }

  /** Until the last event can be queried. */
  private long http(Pipeline pipeline, List<EventType> eventTypes) throws Exception {
    try (HttpSender sender = new HttpSender(pipeline.httpAddress(), eventTypes)) {
      sender.send(events / HTTP_SHARE / 2);
      pipeline.awaitStored(STORED_MAX);
      long begin = System.nanoTime();
      long sent = sender.send(events / HTTP_SHARE);
      pipeline.awaitStored(STORED_MAX);
      return Baselines.rate(sent, begin);
    }
  }

  /** From each event's time to the commit of its block, which comes after it can be queried. */
  private static double[] visibleMillis(ClickHouse clickHouse, Instant begin) {
    return clickHouse
        .query(
            """
            SELECT quantile(0.5)(ms) AS p50, quantile(0.99)(ms) AS p99
            FROM
            (
                SELECT toUnixTimestamp64Milli(committed) - toUnixTimestamp64Milli(time) AS ms
                FROM events
                INNER JOIN
                (
                    SELECT collector, block, max(committed) AS committed
                    FROM inserts GROUP BY collector, block
                ) AS inserted USING (collector, block)
                WHERE time >= {begin:DateTime64(3, 'UTC')}
            )
            """,
            Map.of("begin", begin),
            row -> new double[] {row.float64("p50"), row.float64("p99")})
        .getFirst();
  }

  private static Map<String, Double> ratios(long rate, Map<String, Long> baselines) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    baselines.forEach((name, other) -> ratios.put(name, Rounded.to3((double) rate / other)));
    return ratios;
  }
}
