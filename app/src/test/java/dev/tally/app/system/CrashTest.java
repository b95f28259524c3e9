package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.app.demo.DemoData;
import dev.tally.app.demo.DemoEdl;
import dev.tally.app.demo.DemoProof;
import dev.tally.app.demo.FlightsFile;
import dev.tally.app.demo.Replay;
import dev.tally.app.torture.TallyProcess;
import dev.tally.edl.registry.Registry;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.engine.EngineAccess;
import dev.tally.storage.testing.EngineExtension;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's equality holds although the collector and the engine are killed in the middle. The
 * oracle, SQL over the Parquet file, runs on an engine of the test's own.
 */
@ExtendWith(EngineExtension.class)
final class CrashTest {
  /** About 300,000 flights. */
  private static final int EVERY = 10;

  private static final Duration SETTLED_TIME_MAX = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void everyFlightCountsOnceThoughCollectorAndEngineAreKilled(ClickHouse oracle) {
    FlightsFile flights = new FlightsFile(oracle, DemoData.fetch(TestFolders.demoData()), EVERY);
    Path data = folder.resolve("data");
    publish(data);
    try (TallyProcess up = new TallyProcess(data, "up")) {
      up.start();
      up.awaitReady();
      long total = flights.count();
      try (TallyClient client = TallyClient.builder().target(up.ingestTarget()).build()) {
        Crashes crashes = new Crashes(up, total);
        Replay replay = new Replay(client, crashes::at);
        assertThat(replay.run(flights, 0)).isEqualTo(total);
        crashes.join();
        assertThat(client.counters().dropped()).isZero();
      }
      up.awaitReady();
      try (ClickHouse clickHouse =
          ClickHouse.connect(
              EngineAccess.endpoint(
                  data.resolve("engine"), up.engineHttpPort(), EngineAccess.User.TALLY))) {
        DemoProof proof = new DemoProof(clickHouse, flights);
        DemoProof.Result result = awaitProof(up, proof);
        assertThat(result.holds()).as(result + "\n" + up.log()).isTrue();
        assertThat(result.points()).isGreaterThan(100_000);
        assertThat(result.metrics()).hasSize(8);
        assertThatTheProofCanFail(clickHouse, proof);
      }
    }
  }

  /** By a figure that is off, and a series that nobody declared. */
  private static void assertThatTheProofCanFail(ClickHouse clickHouse, DemoProof proof) {
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SELECT path, time, 1000000, version + 1000000 FROM series
        WHERE startsWith(path, 'flights.FlightDeparted.departures.1h.origin.') LIMIT 1""");
    DemoProof.Result off = proof.run();
    assertThat(off.differences()).isOne();
    assertThat(off.inSeries()).isEqualTo(off.points());
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        VALUES ('flights.FlightDeparted.departures.1w', '2001-01-01 00:00:00', 1, 1)""");
    assertThat(proof.run().inSeries()).isEqualTo(off.points() + 1);
  }

  private static void publish(Path data) {
    String url = "jdbc:h2:file:" + data.resolve("metadata").resolve("tally");
    try (MetadataDatabase metadata =
        MetadataDatabase.open(new MetadataSettings(url, "tally", ""))) {
      metadata.migrate("registry");
      new Registry(metadata, Clock.systemUTC()).publish(DemoEdl.load());
    }
  }

  private static DemoProof.Result awaitProof(TallyProcess up, DemoProof proof) {
    return await("what Tally said:\n" + up.log())
        .atMost(SETTLED_TIME_MAX)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreException(TallyException.class)
        .until(proof::run, DemoProof.Result::holds);
  }

  /** Kills the collector after a third, the engine after two thirds, of what was sent. */
  private static final class Crashes {
    private final TallyProcess up;
    private final long total;
    private CompletableFuture<Void> restart = CompletableFuture.completedFuture(null);
    private boolean collectorKilled;
    private boolean engineKilled;

    Crashes(TallyProcess up, long total) {
      this.up = up;
      this.total = total;
    }

    void at(long sent) {
      if (!collectorKilled && sent > total / 3) {
        collectorKilled = true;
        up.kill();
        restart = CompletableFuture.runAsync(up::start);
      } else if (!engineKilled && sent > total * 2 / 3) {
        engineKilled = true;
        join();
        up.awaitReady();
        up.killEngine();
      }
    }

    void join() {
      restart.join();
    }
  }
}
