package dev.tally.app.bench;

import dev.tally.app.demo.DemoData;
import dev.tally.app.demo.DemoProof;
import dev.tally.app.demo.FlightsFile;
import dev.tally.app.service.Folders;
import dev.tally.app.torture.FreshRegistry;
import dev.tally.app.torture.Patience;
import dev.tally.app.torture.TallyProcess;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.engine.EngineAccess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * New metrics for the demo's six months, while one flight in five comes late, from all of them, and
 * the process is killed now and then:
 *
 * <ol>
 *   <li>the other flights, under a revision with two metrics;
 *   <li>the demo's own revision, with six more, and a backfill of all;
 *   <li>meanwhile somebody reads a graph, somebody the progress; neither may ever see less;
 *   <li>every point of every metric against SQL over the file.
 * </ol>
 */
public final class BackfillBench {
  private static final Duration SETTLED_MAX = Duration.ofMinutes(3);
  private static final Duration BACKFILL_MAX = Duration.ofMinutes(10);
  private static final long KILL_AFTER_MIN_MS = 200;
  private static final int KILL_AFTER_SPREAD_MS = 2_500;

  private final Plan plan;
  private final PrintStream progress;

  /**
   * What is done.
   *
   * @param every only every n-th flight of the file
   * @param kills at most; the backfill may be done before
   * @param ingestPerSecond late flights
   * @param seed decides when the process is killed
   */
  public record Plan(int every, int kills, long ingestPerSecond, long seed) {}

  /**
   * @param progress what is being done
   */
  public BackfillBench(Plan plan, PrintStream progress) {
    this.plan = plan;
    this.progress = progress;
  }

  public BackfillReport run() throws IOException {
    Path parquet = DemoData.fetch(Folders.downloads().resolve("demo-data"));
    Files.createDirectories(Folders.state());
    Path folder = Files.createTempDirectory(Folders.state(), "bench-");
    Path data = folder.resolve("data");
    FreshRegistry.publish(data, FlightsEdl.full());
    FreshRegistry.publish(data, FlightsEdl.early());
    BackfillReport report;
    try (TallyProcess tally = new TallyProcess(data, "up")) {
      tally.start();
      tally.awaitReady();
      try (ClickHouse clickHouse =
              ClickHouse.connect(
                  EngineAccess.endpoint(
                      Folders.engine(data), tally.engineHttpPort(), EngineAccess.User.TALLY));
          TallyClient client = TallyClient.builder().target(tally.ingestTarget()).build();
          BackfillRequests requests = new BackfillRequests(tally)) {
        FlightsFile file = new FlightsFile(clickHouse, parquet, plan.every());
        report = run(tally, clickHouse, new LateFlights(client), requests, file);
      }
    }
    TemporaryFolder.delete(folder);
    return report;
  }

  private BackfillReport run(
      TallyProcess tally,
      ClickHouse clickHouse,
      LateFlights flights,
      BackfillRequests requests,
      FlightsFile file)
      throws IOException {
    progress.printf("sending four flights of five%n");
    long before = flights.sendFirst(file);
    awaitRolledUp(clickHouse, before);
    requests.publish(FlightsEdl.full());
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> flights.sendHeld(plan.ingestPerSecond()));
    try (GraphReader graph = new GraphReader(requests)) {
      if (!Patience.await(() -> graph.answers() > 0, SETTLED_MAX)) {
        throw new TallyException(ErrorCode.INTERNAL, "/render does not answer");
      }
      progress.printf("backfill of %,d flights and those that come%n", before);
      long begin = System.nanoTime();
      List<String> kills = new ArrayList<>();
      List<String> violations = new ArrayList<>();
      long events;
      try (ProgressReader backfill =
          new ProgressReader(requests, requests.start(FlightsEdl.EVENT))) {
        kill(tally, backfill, kills);
        backfill.awaitOver(BACKFILL_MAX.toNanos());
        violations.addAll(backfill.violations());
        events = backfill.events();
      }
      long backfillNanos = System.nanoTime() - begin;
      progress.printf("the rest of the flights%n");
      flights.hurry();
      sending.join();
      long sent = System.nanoTime();
      awaitRolledUp(clickHouse, before + flights.held());
      DemoProof.Result proof = prove(clickHouse, file);
      violations.addAll(graph.violations());
      addDifferences(proof, violations);
      return new BackfillReport(
          Runtime.getRuntime().availableProcessors(),
          proof.flights(),
          before,
          kills,
          Duration.ofNanos(backfillNanos).toMillis(),
          events,
          (long) (events / (backfillNanos / 1e9)),
          plan.ingestPerSecond(),
          graph.answers(),
          graph.points(),
          Duration.ofNanos(System.nanoTime() - sent).toMillis(),
          proof.points(),
          proof.differences(),
          violations);
    }
  }

  private void kill(TallyProcess tally, ProgressReader backfill, List<String> kills) {
    Random random = new Random(plan.seed());
    for (int i = 0; i < plan.kills(); i++) {
      Duration after = Duration.ofMillis(KILL_AFTER_MIN_MS + random.nextInt(KILL_AFTER_SPREAD_MS));
      if (backfill.awaitOver(after.toNanos())) {
        return;
      }
      kills.add(backfill.state());
      progress.printf("kill -9, while %s%n", backfill.state());
      tally.kill();
      tally.start();
      tally.awaitReady();
    }
  }

  /** By the departures of each hour; that these are right is for the proof to say. */
  private static void awaitRolledUp(ClickHouse clickHouse, long flights) {
    if (!Patience.await(() -> departures(clickHouse) == flights, SETTLED_MAX)) {
      throw new TallyException(
          ErrorCode.INTERNAL,
          "%,d of %,d flights are in series after %s"
              .formatted(departures(clickHouse), flights, SETTLED_MAX));
    }
  }

  private static long departures(ClickHouse clickHouse) {
    return clickHouse
        .query(
            """
            SELECT toUInt64(sum(latest)) AS flights
            FROM (SELECT argMax(value, version) AS latest FROM series WHERE path = {path:String} GROUP BY time)""",
            Map.of("path", FlightsEdl.EVENT + ".departures.1h"),
            row -> row.int64("flights"))
        .getFirst();
  }

  /** The hours may be there before the days. */
  private static DemoProof.Result prove(ClickHouse clickHouse, FlightsFile file) {
    DemoProof.Result[] last = {new DemoProof(clickHouse, file).run()};
    Patience.await(
        () -> {
          if (!last[0].holds()) {
            last[0] = new DemoProof(clickHouse, file).run();
          }
          return last[0].holds();
        },
        Duration.ofSeconds(20));
    return last[0];
  }

  private static void addDifferences(DemoProof.Result proof, List<String> violations) {
    if (!proof.holds()) {
      violations.add(
          "%,d flights, %,d stored, %,d rejected; %,d points in series, %,d compared, %,d differ"
              .formatted(
                  proof.flights(),
                  proof.stored(),
                  proof.rejected(),
                  proof.inSeries(),
                  proof.points(),
                  proof.differences()));
      proof.metrics().forEach(metric -> violations.addAll(metric.examples()));
    }
  }
}
