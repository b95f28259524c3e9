package dev.tally.app.bench;

import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.RunReport;
import dev.tally.app.service.BundledEdl;
import dev.tally.app.service.Pipeline;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.view.EventViews;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What upsert keys cost: the same readings as {@code bench.Reading}, of which all count, and as
 * {@code bench.CorrectedReading}, of which the last of equal sensor and time counts. In turns, in
 * one engine: ingest, rollup, reading the view; then one reading in a hundred is corrected and
 * rolled up, which touches every bucket.
 */
public final class DedupBench {
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);
  private static final Duration RESOLUTION = Duration.ofMinutes(1);
  private static final List<String> TABLES =
      List.of(
          "states",
          "states_uniq",
          "states_uniq_exact",
          "states_quantiles",
          "states_histogram",
          "states_moments",
          "states_ends",
          "series",
          "series_index");

  private static final int QUERY_ROUNDS = 7;
  private static final int CORRECTED_ONE_IN = 100;
  private static final int CHECK_EVENTS = 1_024;
  private static final double NANOS_PER_MS = 1e6;

  private final long events;
  private final PrintStream progress;
  private final Instant start =
      Instant.ofEpochSecond(Instant.now().getEpochSecond() / 86_400 * 86_400 - 86_400);

  /**
   * @param events of each of the two types
   * @param progress what is being done
   */
  public DedupBench(long events, PrintStream progress) {
    this.events = events;
    this.progress = progress;
  }

  public DedupReport run() throws Exception {
    List<EdlFile> edl = BundledEdl.load("bench/upsert_events.proto");
    List<EventType> types = edl.stream().flatMap(file -> file.eventTypes().stream()).toList();
    Map<String, Double> plain = new LinkedHashMap<>();
    Map<String, Double> upsert = new LinkedHashMap<>();
    try (BenchInstallation installation = BenchInstallation.start();
        TallyClient client = installation.pipeline().client()) {
      Pipeline pipeline = installation.pipeline();
      pipeline.publish(edl);
      ingest(pipeline, client, plain, upsert);
      for (EventType type : types) {
        Map<String, Double> figures = type.dedupKey().isEmpty() ? plain : upsert;
        progress.printf("rolling up %s, reading its view%n", type.name());
        measure(pipeline, client, type, figures);
      }
    }
    Map<String, Double> ratios = new LinkedHashMap<>();
    upsert.forEach(
        (name, value) ->
            ratios.put(name, Rounded.to3(value / plain.getOrDefault(name, Double.NaN))));
    return new DedupReport(
        Runtime.getRuntime().availableProcessors(), events, corrections(), plain, upsert, ratios);
  }

  private long corrections() {
    return (events + CORRECTED_ONE_IN - 1) / CORRECTED_ONE_IN;
  }

  /** Half and half in turns: the first of them warms up for all. */
  private void ingest(
      Pipeline pipeline,
      TallyClient client,
      Map<String, Double> plain,
      Map<String, Double> upsert) {
    ReadingSender sender = new ReadingSender(client, start, events);
    long half = events / 2;
    long[] nanos = new long[2];
    for (long[] part : new long[][] {{0, half}, {half, events}}) {
      for (boolean isUpsert : new boolean[] {false, true}) {
        progress.printf("sending %,d %s%n", part[1] - part[0], isUpsert ? "with a key" : "without");
        long begin = System.nanoTime();
        for (long number = part[0]; number < part[1]; number++) {
          sender.send(number, 0, isUpsert);
          if (number % CHECK_EVENTS == 0) {
            Taken.require(client.awaitRoom(WAIT_MAX));
          }
        }
        Taken.require(client.flush(WAIT_MAX));
        pipeline.awaitStored(WAIT_MAX);
        nanos[isUpsert ? 1 : 0] += System.nanoTime() - begin;
      }
    }
    plain.put("ingestedPerSecond", (double) Math.round(events / (nanos[0] / 1e9)));
    upsert.put("ingestedPerSecond", (double) Math.round(events / (nanos[1] / 1e9)));
  }

  private void measure(
      Pipeline pipeline, TallyClient client, EventType type, Map<String, Double> figures) {
    ClickHouse clickHouse = pipeline.clickHouse();
    TABLES.forEach(table -> clickHouse.execute("TRUNCATE TABLE " + table));
    try (MetadataDatabase metadata =
        MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()))) {
      Catalog catalog =
          Catalog.of(List.of(new Revision(Integer.MAX_VALUE, 1, rolledUp(type), Instant.EPOCH)));
      Rollup rollup = new Rollup(catalog, clickHouse, metadata, Clock.systemUTC());
      figures.put("rollupMs", rollUp(rollup));
      read(clickHouse, type, figures);

      ReadingSender sender = new ReadingSender(client, start, events);
      for (long number = 0; number < events; number += CORRECTED_ONE_IN) {
        sender.send(number, 1, !type.dedupKey().isEmpty());
        if (number % (CHECK_EVENTS * CORRECTED_ONE_IN) == 0) {
          Taken.require(client.awaitRoom(WAIT_MAX));
        }
      }
      Taken.require(client.flush(WAIT_MAX));
      pipeline.awaitStored(WAIT_MAX);
      figures.put("correctionsRollupMs", rollUp(rollup));
      long counted = pipeline.count(view(clickHouse, type));
      if (counted != events + (type.dedupKey().isEmpty() ? corrections() : 0)) {
        throw new TallyException(
            ErrorCode.INTERNAL, "the view of %s has %,d rows".formatted(type.name(), counted));
      }
    }
  }

  /** The type as it would be with metrics; published, they would be rolled up all the time. */
  private static EventType rolledUp(EventType type) {
    List<DimensionSet> sets =
        List.of(
            DimensionSet.OVERALL,
            new DimensionSet(List.of("place")),
            new DimensionSet(List.of("place", "unit")));
    List<Metric> metrics = new ArrayList<>();
    Map.of(
            "readings", new Aggregate.Count(),
            "value", new Aggregate.Avg("value"),
            "worst", new Aggregate.Max("value"),
            "sensors", new Aggregate.Uniq("sensor"))
        .forEach(
            (name, aggregate) ->
                metrics.add(
                    new Metric(
                        name,
                        "",
                        aggregate,
                        Optional.empty(),
                        sets,
                        List.of(RESOLUTION),
                        List.of(),
                        "")));
    return type.withMetrics(metrics);
  }

  private static double rollUp(Rollup rollup) {
    long begin = System.nanoTime();
    RunReport report = rollup.catchUp();
    while (report.outcome() != RunReport.Outcome.IDLE) {
      report = rollup.catchUp();
    }
    return millis(begin);
  }

  /** The best of several. */
  private void read(ClickHouse clickHouse, EventType type, Map<String, Double> figures) {
    String from = " FROM " + view(clickHouse, type);
    String minute =
        " WHERE time >= toDateTime64(%1$d, 3, 'UTC') AND time < toDateTime64(%1$d + 60, 3, 'UTC')"
            .formatted(start.getEpochSecond() + ReadingSender.SPAN_S / 2);
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("countMs", "SELECT count() AS n" + from);
    queries.put("groupMs", "SELECT place, count(), sum(value)" + from + " GROUP BY place");
    queries.put(
        "minuteMs", "SELECT place, count(), sum(value)" + from + minute + " GROUP BY place");
    queries.forEach(
        (name, sql) -> {
          double best = Double.MAX_VALUE;
          for (int round = 0; round < QUERY_ROUNDS; round++) {
            long begin = System.nanoTime();
            clickHouse.query(sql, Map.of(), row -> 1);
            best = Math.min(best, millis(begin));
          }
          figures.put(name, best);
        });
  }

  private static String view(ClickHouse clickHouse, EventType type) {
    return clickHouse.endpoint().viewsDatabase() + "." + EventViews.name(type);
  }

  private static double millis(long begin) {
    return Rounded.to3((System.nanoTime() - begin) / NANOS_PER_MS);
  }
}
