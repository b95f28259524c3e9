package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.registry.Catalog;
import dev.tally.ingest.v1.Batch;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.view.EventViews;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A batch that two collectors acknowledged and stored counts once in the view. */
@ExtendWith(EngineExtension.class)
class TwoCollectorsTest {
  private static final int BATCHES = 200;
  private static final int EVENTS = 20;

  private final ClickHouse clickHouse;
  private final UUID id = UUID.randomUUID();
  @TempDir private Path journals;

  TwoCollectorsTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * The first attempt of some batches goes to A and of others to B, and now and then a second one
   * to the other. A has no engine until B has stored everything, so what is sent first may be
   * stored last; and it knows the event type only from half-way on, so it rejects what B stores.
   */
  @Test
  void whatBothStoredCountsOnce() throws InterruptedException {
    long seed = Long.getLong("tally.seed", System.nanoTime());
    System.out.println("TwoCollectorsTest seed " + seed + " (set -Dtally.seed to repeat)");
    Random random = new Random(seed);
    new EventViews(clickHouse).publish(Samples.CLICKED.eventType());
    Catalog known = Catalog.of(List.of(Samples.CLICKED));
    StoredEvents stored = new StoredEvents(clickHouse, id);
    List<Batch> later = new ArrayList<>();
    long sentToB = 0;
    try (ClickHouse nowhere = ClickHouse.connect(StoredEvents.nowhere());
        Collector a = collector("a", nowhere, Catalog.of(List.of()));
        Collector b = collector("b", clickHouse, known);
        TestProducer toA = new TestProducer(a.port(), id);
        TestProducer toB = new TestProducer(b.port(), id)) {
      toA.connect();
      toB.connect();
      for (long number = 1; number <= BATCHES; number++) {
        Batch batch = Samples.batch(id, number, EVENTS);
        boolean isRepeated = random.nextInt(4) == 0;
        boolean isFirstAtA = number <= BATCHES / 2 ? isRepeated : random.nextBoolean();
        boolean isAtB = isRepeated || !isFirstAtA;
        if (isFirstAtA || isRepeated) {
          Batch copy = attempt(batch, isFirstAtA ? 1 : 2);
          if (number <= BATCHES / 2) {
            toA.send(copy);
          } else {
            later.add(copy);
          }
        }
        if (isAtB) {
          toB.send(attempt(batch, isFirstAtA ? 2 : 1));
          sentToB++;
        }
      }
      toA.awaitAcknowledged();
      toB.awaitAcknowledged();
      StoredEvents.awaitSettled(b);
    }
    assertThat(stored.rows()).isEqualTo(sentToB * EVENTS);
    try (Collector a = collector("a", clickHouse, Catalog.of(List.of()))) {
      StoredEvents.awaitSettled(a);
    }
    try (Collector a = collector("a", clickHouse, known);
        TestProducer toA = new TestProducer(a.port(), id)) {
      toA.connect();
      later.forEach(toA::send);
      toA.awaitAcknowledged();
      StoredEvents.awaitSettled(a);
    }
    assertThat(stored.rows()).isEqualTo((sentToB + later.size()) * EVENTS);
    assertThat(stored.rows()).as("some are there twice").isGreaterThan((long) BATCHES * EVENTS);
    assertThat(stored.rejections()).isNotEmpty();
    assertThat(seen()).as("seed %d", seed).containsOnly((long) BATCHES * EVENTS);
  }

  private static Batch attempt(Batch batch, int attempt) {
    return batch.toBuilder().setAttempt(attempt).build();
  }

  private Collector collector(String name, ClickHouse engine, Catalog catalog) {
    return Collector.start(
        CollectorSettings.of(0, journals.resolve(name)),
        catalog,
        engine,
        new SimpleMeterRegistry(),
        Clock.systemUTC());
  }

  /** Rows of the view, different users in it, and one more than the highest user. */
  private List<Long> seen() {
    return clickHouse
        .query(
            "SELECT count() AS rows, uniqExact(user_id) AS users, max(user_id) + 1 AS last FROM "
                + Sql.identifier(clickHouse.endpoint().viewsDatabase())
                + ".sample_Clicked",
            Map.of(),
            row -> List.of(row.int64("rows"), row.int64("users"), row.int64("last")))
        .getFirst();
  }
}
