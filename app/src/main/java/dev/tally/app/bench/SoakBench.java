package dev.tally.app.bench;

import dev.tally.app.config.Settings;
import dev.tally.app.service.Pipeline;
import dev.tally.collector.CollectorStatus;
import dev.tally.collector.admission.AdmissionSettings;
import dev.tally.collector.admission.Quota;
import dev.tally.sdk.TallyClient;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A steady share of the best rate for a long time, in one process with the engine as its child;
 * whether memory, latency and journal stay where they are. On request the engine stands still for a
 * while (SIGSTOP: its connections stay open and nothing answers), from the first third on.
 */
public final class SoakBench {
  private static final int SAMPLES = 60;
  private static final Duration STORED_MAX = Duration.ofMinutes(60);
  private static final long JOURNAL_BYTES_MAX = 24L << 30;
  private static final long MEGABYTE = 1 << 20;
  private static final int QUEUE_EVENTS_MAX = 1 << 20;
  private static final int QUEUE_BYTES_MAX = 192 << 20;

  private final long bestEvents;
  private final Duration length;
  private final double share;
  private final Duration outage;
  private final PrintStream progress;
  private final List<SoakReport.Sample> samples = new ArrayList<>();
  private long begin;
  private Optional<EngineOutage> stopped = Optional.empty();
  private double caughtUpSeconds;

  /**
   * @param bestEvents by which the best rate is measured: enough for the engine to merge meanwhile,
   *     for a short rush is taken faster than is ever held
   * @param share of the best rate, 0.8 for four fifths
   * @param outage zero for none
   */
  public SoakBench(
      long bestEvents, Duration length, double share, Duration outage, PrintStream progress) {
    this.bestEvents = bestEvents;
    this.length = length;
    this.share = share;
    this.outage = outage;
    this.progress = progress;
  }

  public SoakReport run() throws Exception {
    try (BenchInstallation installation = BenchInstallation.start(ingest());
        TallyClient client = client(installation.pipeline());
        Generator generator = new Generator(client)) {
      Pipeline pipeline = installation.pipeline();
      long best = best(pipeline, generator);
      long offered = Math.round(best * share);
      long before = client.counters().acknowledged();
      progress.printf("best rate %,d events/s; now %,d for %s%n", best, offered, length);
      // A pool that was never collected says 0.
      System.gc();
      soak(pipeline, client, generator, offered);
      pipeline.awaitStored(STORED_MAX);
      noteCaughtUp(pipeline.collected(), offered);
      long sent = client.counters().acknowledged() - before;
      return new SoakReport(
          best,
          offered,
          outage.toSeconds(),
          Rounded.to3(caughtUpSeconds),
          sent,
          client.counters().dropped(),
          pipeline.count("events") - before,
          List.copyOf(samples));
    }
  }

  /** One producer for what a thousand send: its queue, too, is larger than an application's. */
  private static TallyClient client(Pipeline pipeline) {
    return TallyClient.builder()
        .target(pipeline.ingestAddress())
        .queueEventsMax(QUEUE_EVENTS_MAX)
        .queueBytesMax(QUEUE_BYTES_MAX)
        .build();
  }

  private static Settings.Ingest ingest() {
    return new Settings.Ingest(
        0, JOURNAL_BYTES_MAX, AdmissionSettings.BYTES_IN_FLIGHT_MAX_DEFAULT, Quota.UNLIMITED);
  }

  private long best(Pipeline pipeline, Generator generator) {
    generator.sendAll(bestEvents / 2);
    pipeline.awaitStored(STORED_MAX);
    long begin = System.nanoTime();
    generator.sendAll(bestEvents);
    pipeline.awaitStored(STORED_MAX);
    return Baselines.rate(bestEvents, begin);
  }

  private void soak(Pipeline pipeline, TallyClient client, Generator generator, long offered) {
    Duration each = length.dividedBy(SAMPLES);
    begin = System.nanoTime();
    for (int i = 0; i < SAMPLES; i++) {
      if (i == SAMPLES / 3 && !outage.isZero()) {
        stopped = Optional.of(EngineOutage.begin(outage));
      }
      try (AcknowledgeTimes times = new AcknowledgeTimes(client)) {
        generator.sendSteadily(offered, each, times);
        sample(pipeline.collected(), times);
      }
      noteCaughtUp(pipeline.collected(), offered);
    }
  }

  /** Two seconds' worth of events are always on their way. */
  private void noteCaughtUp(CollectorStatus status, long offered) {
    OptionalLong resumed = stopped.map(EngineOutage::endedAt).orElse(OptionalLong.empty());
    if (resumed.isPresent() && caughtUpSeconds == 0 && status.pending() < 2 * offered) {
      caughtUpSeconds = (System.nanoTime() - resumed.getAsLong()) / 1e9;
    }
  }

  private void sample(CollectorStatus status, AcknowledgeTimes times) {
    SoakReport.Sample sample =
        new SoakReport.Sample(
            Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
            heapAfterCollection() / MEGABYTE,
            ProcessUse.ofThis().residentBytes() / MEGABYTE,
            status.pending(),
            status.journalBytes() / MEGABYTE,
            times.millis(0.5),
            times.millis(0.99));
    samples.add(sample);
    progress.println(sample);
  }

  private static long heapAfterCollection() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .map(MemoryPoolMXBean::getCollectionUsage)
        .filter(Objects::nonNull)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }
}
