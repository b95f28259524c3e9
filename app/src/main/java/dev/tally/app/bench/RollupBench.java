package dev.tally.app.bench;

import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.RunProgress;
import dev.tally.aggregator.run.RunReport;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * What the rollup costs by itself, in an engine that does nothing else:
 *
 * <ol>
 *   <li>events are made in the engine, as the collector leaves them;
 *   <li>passes over a sample: with one metric, two, …; by one dimension set, two, …; and other ways
 *       to the same figures;
 *   <li>one pass over all events, ten metrics by three dimension sets;
 *   <li>a new point, after one day of history and after years.
 * </ol>
 */
public final class RollupBench {
  private static final int SAMPLE_EVENTS_MAX = (int) Rollup.RUN_EVENTS_MAX;
  private static final int SAMPLE_PART = 10;
  private static final int SAMPLE_EVENTS_MIN = 100_000;
  private static final int ROUNDS = 3;

  /** Below, figures are for a look only. */
  private static final long ROUNDS_EVENTS_MIN = 1_000_000;

  private static final long SPAN_MS = 3_600_000;
  private static final long DAY_MS = 86_400_000;
  private static final long MINUTE_MS = 60_000;
  private static final int HISTORY_EVENTS_PER_DAY = 48;

  /** Each is a bucket of its own: a run has ten thousand buckets, and no more. */
  private static final int HISTORY_RUN_EVENTS = 10_000;

  private static final int NEW_POINTS = 15;
  private static final int NEW_POINT_EVENTS = 1_000;
  private static final long MERGES_TIME_MAX_NANOS = 120_000_000_000L;
  private static final long POLL_NANOS = 100_000_000;
  private static final double NANOS_PER_MS = 1e6;
  private static final double NANOS_PER_S = 1e9;

  private static final List<String> STATES =
      List.of(
          "states",
          "states_uniq",
          "states_uniq_exact",
          "states_quantiles",
          "states_histogram",
          "states_moments",
          "states_ends");

  private static final List<String> OTHERS =
      List.of("series", "series_index", "series_recomputed", "watermarks", "admitted_values");

  private final long events;
  private final int historyDays;
  private final PrintStream progress;
  private final long startMs = Instant.now().toEpochMilli() / DAY_MS * DAY_MS - DAY_MS;

  /**
   * @param events of the one pass
   * @param historyDays of the long history
   * @param progress what is being done
   */
  public RollupBench(long events, int historyDays, PrintStream progress) {
    this.events = events;
    this.historyDays = historyDays;
    this.progress = progress;
  }

  public RollupReport run() throws Exception {
    try (BenchInstallation installation = BenchInstallation.start()) {
      ClickHouse clickHouse = installation.pipeline().clickHouse();
      RollupEvents raw = new RollupEvents(clickHouse);

      // Events
      progress.printf("making %,d events%n", events);
      raw.write(events, startMs, SPAN_MS);
      awaitMerges(clickHouse);

      // Passes over a sample
      long sample = raw.commit(RollupEvents.blocks(sampleEvents()));
      progress.printf("a sample of %,d events: each further metric, each further set%n", sample);
      pass(clickHouse, RollupWork.METRIC_COUNT, RollupWork.SETS); // warms up
      Map<String, Double> metrics = furtherMetrics(clickHouse, sample);
      Map<String, Double> sets = furtherSets(clickHouse, sample);
      long rate = rate(sample, best(clickHouse, RollupWork.METRIC_COUNT, RollupWork.SETS));
      Map<String, Long> others =
          new RollupBaselines(clickHouse, RollupEvents.blocks(sampleEvents()), sample, progress)
              .run();

      // One pass over all
      raw.commit(RollupEvents.blocks(events));
      progress.printf("one pass over %,d events%n", events);
      empty(clickHouse);
      StepTimes steps = new StepTimes();
      double seconds =
          roll(clickHouse, RollupWork.catalog(RollupWork.METRIC_COUNT, RollupWork.SETS), steps);
      long points =
          installation.pipeline().count("(SELECT path, time FROM series GROUP BY path, time)");

      return new RollupReport(
          Runtime.getRuntime().availableProcessors(),
          events,
          rate(events, seconds),
          steps.seconds(),
          points,
          sample,
          rate,
          metrics,
          sets,
          newPoint(clickHouse, raw),
          others,
          ratios(rate, others));
    }
  }

  private long sampleEvents() {
    return Math.min(events, Math.clamp(events / SAMPLE_PART, SAMPLE_EVENTS_MIN, SAMPLE_EVENTS_MAX));
  }

  private Map<String, Double> furtherMetrics(ClickHouse clickHouse, long sample) {
    Map<String, Double> micros = new LinkedHashMap<>();
    double before = 0;
    for (int count = 1; count <= RollupWork.METRIC_COUNT; count++) {
      double each = best(clickHouse, count, RollupWork.SETS) * 1e6 / sample;
      micros.put(RollupWork.metricName(count - 1), Rounded.to3(each - before));
      before = each;
    }
    return micros;
  }

  private Map<String, Double> furtherSets(ClickHouse clickHouse, long sample) {
    Map<String, Double> micros = new LinkedHashMap<>();
    double before = 0;
    for (int count = 1; count <= RollupWork.ALL_SETS.size(); count++) {
      double each = best(clickHouse, RollupWork.METRIC_COUNT, count) * 1e6 / sample;
      String key = RollupWork.ALL_SETS.get(count - 1).key();
      micros.put(key.isEmpty() ? "overall" : key, Rounded.to3(each - before));
      before = each;
    }
    return micros;
  }

  /** In seconds. */
  private double best(ClickHouse clickHouse, int metrics, int sets) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < (events < ROUNDS_EVENTS_MIN ? 1 : ROUNDS); round++) {
      best = Math.min(best, pass(clickHouse, metrics, sets));
    }
    return best;
  }

  private double pass(ClickHouse clickHouse, int metrics, int sets) {
    empty(clickHouse);
    return roll(clickHouse, RollupWork.catalog(metrics, sets), RunProgress.NONE);
  }

  private static void empty(ClickHouse clickHouse) {
    STATES.forEach(table -> clickHouse.execute("TRUNCATE TABLE " + table));
    OTHERS.forEach(table -> clickHouse.execute("TRUNCATE TABLE " + table));
  }

  /** Everything that is committed, by an aggregator that has seen nothing of it; in seconds. */
  private static double roll(ClickHouse clickHouse, Catalog catalog, RunProgress steps) {
    try (MetadataDatabase metadata = metadata()) {
      Rollup rollup = new Rollup(catalog, clickHouse, metadata, Clock.systemUTC(), steps);
      long begin = System.nanoTime();
      catchUp(rollup);
      return (System.nanoTime() - begin) / NANOS_PER_S;
    }
  }

  private static MetadataDatabase metadata() {
    return MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  }

  private static void catchUp(Rollup rollup) {
    while (rollup.catchUp().outcome() != RunReport.Outcome.IDLE) {
      LockSupport.parkNanos(1);
    }
  }

  private RollupReport.NewPoint newPoint(ClickHouse clickHouse, RollupEvents raw) {
    progress.printf("a new point after 1 day of history%n");
    NewPoints day = newPoints(clickHouse, raw, 1);
    progress.printf("a new point after %,d days of history%n", historyDays);
    NewPoints history = newPoints(clickHouse, raw, historyDays);
    return new RollupReport.NewPoint(
        NEW_POINT_EVENTS,
        historyDays,
        Rounded.to3(day.medianMs()),
        Rounded.to3(history.medianMs()),
        Rounded.to3(history.medianMs() / day.medianMs()),
        day.states(),
        history.states());
  }

  private record NewPoints(double medianMs, long states) {}

  private NewPoints newPoints(ClickHouse clickHouse, RollupEvents raw, int days) {
    empty(clickHouse);
    clickHouse.execute("TRUNCATE TABLE events");
    clickHouse.execute("TRUNCATE TABLE inserts");
    Catalog catalog = RollupWork.catalog(RollupWork.METRIC_COUNT, RollupWork.SETS);
    try (MetadataDatabase metadata = metadata()) {
      Rollup rollup =
          new Rollup(
              catalog,
              clickHouse,
              metadata,
              Clock.systemUTC(),
              HISTORY_RUN_EVENTS,
              RunProgress.NONE);
      long block = writeHistory(raw, days);
      catchUp(rollup);
      awaitMerges(clickHouse);
      long states = STATES.stream().mapToLong(table -> rows(clickHouse, table)).sum();
      double[] millis = new double[NEW_POINTS];
      for (int i = 0; i < NEW_POINTS; i++) {
        block++;
        long at = startMs + i * MINUTE_MS;
        raw.writeBlock(
            block,
            block * RollupEvents.BLOCK_EVENTS,
            NEW_POINT_EVENTS,
            at,
            MINUTE_MS,
            at + MINUTE_MS);
        raw.commit(block, block);
        long begin = System.nanoTime();
        rollup.run();
        millis[i] = (System.nanoTime() - begin) / NANOS_PER_MS;
      }
      Arrays.sort(millis);
      return new NewPoints(millis[NEW_POINTS / 2], states);
    }
  }

  /** An event each half hour; returns the last block. */
  private long writeHistory(RollupEvents raw, int days) {
    long all = (long) days * HISTORY_EVENTS_PER_DAY;
    long stepMs = DAY_MS / HISTORY_EVENTS_PER_DAY;
    long beginMs = startMs - days * DAY_MS;
    long block = 0;
    for (long first = 0; first < all; first += HISTORY_RUN_EVENTS) {
      long count = Math.min(HISTORY_RUN_EVENTS, all - first);
      block++;
      raw.writeBlock(
          block,
          block * RollupEvents.BLOCK_EVENTS,
          count,
          beginMs + first * stepMs,
          count * stepMs,
          beginMs + (first + count) * stepMs);
    }
    raw.commit(1, block);
    return block;
  }

  private static long rows(ClickHouse clickHouse, String table) {
    return clickHouse
        .query("SELECT count() AS n FROM " + table, Map.of(), row -> row.int64("n"))
        .getFirst();
  }

  /** What the engine still does of what was written before is no part of what is measured next. */
  private static void awaitMerges(ClickHouse clickHouse) {
    long deadline = System.nanoTime() + MERGES_TIME_MAX_NANOS;
    while (rows(clickHouse, "system.merges") > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static long rate(long events, double seconds) {
    return Math.round(events / seconds);
  }

  private static Map<String, Double> ratios(long rate, Map<String, Long> others) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    others.forEach((way, other) -> ratios.put(way, Rounded.to3((double) rate / other)));
    return ratios;
  }
}
