package dev.tally.app.bench;

import dev.tally.app.config.Settings;
import dev.tally.app.service.BundledEdl;
import dev.tally.app.service.Pipeline;
import dev.tally.collector.admission.AdmissionSettings;
import dev.tally.collector.admission.Quota;
import dev.tally.edl.model.EdlFile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * More is offered than the collector takes, on one machine.
 *
 * <ol>
 *   <li>Producers that wait for room: the best rate.
 *   <li>The same producers are offered a multiple of it, and drop what they can't send.
 *   <li>Everything is stored, and held against what was acknowledged.
 * </ol>
 */
public final class OverloadBench {
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration STORED_MAX = Duration.ofMinutes(10);

  /** Small enough to be full within seconds: the steady state is what counts. */
  private static final long JOURNAL_BYTES = 256L << 20;

  private final Duration bestTime;
  private final Duration time;
  private final double factor;
  private final PrintStream progress;

  /**
   * @param bestTime of the first part
   * @param time of the second
   */
  public OverloadBench(Duration bestTime, Duration time, double factor, PrintStream progress) {
    this.bestTime = bestTime;
    this.time = time;
    this.factor = factor;
    this.progress = progress;
  }

  public OverloadReport run() throws Exception {
    Settings.Ingest ingest =
        new Settings.Ingest(
            0, JOURNAL_BYTES, AdmissionSettings.BYTES_IN_FLIGHT_MAX_DEFAULT, Quota.UNLIMITED);
    try (BenchInstallation installation = BenchInstallation.start(ingest)) {
      Pipeline pipeline = installation.pipeline();
      List<EdlFile> files = new ArrayList<>(BenchEdl.load());
      files.addAll(BundledEdl.load("bench/glance.proto"));
      EncodedEvents events = new EncodedEvents(pipeline.publish(files));
      try (Producers producers = new Producers(pipeline.ingestAddress(), events)) {
        return run(pipeline, producers);
      }
    }
  }

  private OverloadReport run(Pipeline pipeline, Producers producers) {
    progress.printf("the best rate, %d s%n", bestTime.toSeconds());
    long best = best(pipeline, producers);

    long offered = (long) (best * factor);
    progress.printf("%,d events/s; now %,d, %d s%n", best, offered, time.toSeconds());
    Scrape before = Scrape.of(pipeline.httpAddress());
    Producers.Totals begin = producers.totals();
    long began = System.nanoTime();
    try (SettleTimes times = new SettleTimes(producers.clients());
        MemoryPeaks memory = new MemoryPeaks(() -> pipeline.inFlightBytes())) {
      producers.sendSteadily(offered, time, times::sample);
      Producers.Totals end = producers.totals();
      double seconds = (System.nanoTime() - began) / 1e9;
      progress.printf("storing the rest%n");
      producers.flush();
      pipeline.awaitStored(STORED_MAX);
      double storedSeconds = (System.nanoTime() - began) / 1e9;
      Scrape after = Scrape.of(pipeline.httpAddress());
      Producers.Totals all = producers.totals();
      progress.printf("counting what is stored%n");
      long accepted = Math.round((end.acknowledged() - begin.acknowledged()) / seconds);
      long stored = Math.round((all.acknowledged() - begin.acknowledged()) / storedSeconds);
      return new OverloadReport(
          Runtime.getRuntime().availableProcessors(),
          time.toSeconds(),
          factor,
          best,
          Math.round((end.created() - begin.created()) / seconds),
          accepted,
          Rounded.to3((double) accepted / best),
          stored,
          Rounded.to3((double) stored / best),
          times.millis(0.5),
          times.millis(0.99),
          memory.peaks(),
          all.dropped() - all.shed() - all.heldBack() - begin.dropped(),
          all.heldBack(),
          after.grown(before, "tally_collector_shed_total"),
          after.grown(before, "tally_collector_streams_refused_total"),
          after.grown(before, "tally_collector_holds_total"),
          all.acknowledged(),
          pipeline.count("events"),
          twice(pipeline));
    }
  }

  private long best(Pipeline pipeline, Producers producers) {
    producers.sendClosedLoop(WARM_UP);
    producers.flush();
    pipeline.awaitStored(STORED_MAX);
    long before = producers.totals().acknowledged();
    long began = System.nanoTime();
    producers.sendClosedLoop(bestTime);
    producers.flush();
    pipeline.awaitStored(STORED_MAX);
    double seconds = (System.nanoTime() - began) / 1e9;
    return Math.round((producers.totals().acknowledged() - before) / seconds);
  }

  /** A producer at a time: all rows at once would not fit into the engine's memory. */
  private static long twice(Pipeline pipeline) {
    List<String> ids =
        pipeline
            .clickHouse()
            .query(
                "SELECT DISTINCT toString(producer) AS id FROM events",
                Map.of(),
                row -> row.string("id"));
    return ids.stream()
        .mapToLong(
            id ->
                pipeline
                    .clickHouse()
                    .query(
                        """
                        SELECT count() - uniqExact(batch * 65536 + row) AS twice
                        FROM events WHERE producer = {id:UUID}
                        """,
                        Map.of("id", java.util.UUID.fromString(id)),
                        row -> row.int64("twice"))
                    .getFirst())
        .sum();
  }
}
