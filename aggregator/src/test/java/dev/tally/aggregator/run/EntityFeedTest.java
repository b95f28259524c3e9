package dev.tally.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.run.RunReport.Outcome;
import dev.tally.aggregator.testing.ChangingCatalog;
import dev.tally.aggregator.testing.Instruments;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.StoredEvents;
import dev.tally.aggregator.testing.StoredEvents.Stored;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.EventType;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.Databases;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.PostgresExtension;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.view.EventViews;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The latest event of each entity counts, in whatever order and how often events come. With what is
 * noted in PostgreSQL.
 */
@ExtendWith({EngineExtension.class, PostgresExtension.class})
class EntityFeedTest {
  private static final EventType TYPE = Instruments.type();
  private static final long NOON = 1_709_035_200_000L;

  private final ClickHouse clickHouse;
  private final Databases postgres;
  private final MetadataDatabase metadata;
  private final long seed = Long.getLong("tally.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final StoredEvents events;

  EntityFeedTest(ClickHouse clickHouse, Databases postgres) {
    this.clickHouse = clickHouse;
    this.postgres = postgres;
    this.metadata = MetadataDatabase.open(postgres.next());
    this.events = new StoredEvents(clickHouse);
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
    new EventViews(clickHouse).publish(TYPE);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  private EntityFeed feed(long stepEventsMax) {
    return feed(Orders.catalog(TYPE), stepEventsMax);
  }

  private EntityFeed feed(Catalog catalog, long stepEventsMax) {
    return new EntityFeed(catalog, clickHouse, metadata, Clock.systemUTC(), stepEventsMax);
  }

  /** By the view, as an analyst sees it. */
  private Map<String, Long> lots() {
    Map<String, Long> lots = new TreeMap<>();
    clickHouse
        .query(
            "SELECT ifNull(symbol, '') AS s, exchange AS x, lot AS l FROM %s.quotes_Instrument_entities"
                .formatted(Sql.identifier(clickHouse.endpoint().viewsDatabase())),
            Map.of(),
            row -> Map.entry(row.string("s") + " " + row.string("x"), row.int64("l")))
        .forEach(
            entry -> assertThat(lots.put(entry.getKey(), entry.getValue())).as("once").isNull());
    return lots;
  }

  @Test
  void theViewIsTheLatestOfEach() {
    Instruments instruments = new Instruments(events, random);
    for (int i = 0; i < 60; i++) {
      instruments.commitSome();
      switch (random.nextInt(4)) {
        case 0 -> feed(1_000).catchUp();
        case 1 -> feed(8).run();
        default -> {}
      }
      if (i % 20 == 19) {
        assertThat(feed(30).catchUp().outcome()).isEqualTo(Outcome.IDLE);
        assertThat(lots()).as("seed %d", seed).isEqualTo(instruments.lots());
      }
    }
    clickHouse.execute("OPTIMIZE TABLE entities FINAL");
    assertThat(lots()).as("merged, seed %d", seed).isEqualTo(instruments.lots());
    assertThat(instruments.lots()).hasSizeGreaterThan(20);

    // All once more: nobody knows any more what was taken in.
    try (MetadataDatabase forgetful = MetadataDatabase.open(postgres.next())) {
      new EntityFeed(Orders.catalog(TYPE), clickHouse, forgetful, Clock.systemUTC()).catchUp();
    }
    assertThat(lots()).as("again, seed %d", seed).isEqualTo(instruments.lots());
  }

  @Test
  void whatIsLateChangesNothingAndWhatIsGoneStaysGone() {
    commit("a", event(NOON, 10, 1, 0, "AIG", 1, false), event(NOON, 10, 1, 1, "BAC", 1, false));
    assertThat(lots()).containsOnly(Map.entry("AIG X", 1L), Map.entry("BAC X", 1L));

    commit("a", event(NOON - 5_000, 20, 2, 0, "AIG", 2, false));
    commit("b", event(NOON + 1_000, 20, 2, 1, "BAC", 3, true));
    assertThat(lots()).containsOnly(Map.entry("AIG X", 1L));

    commit("a", event(NOON + 999, 30, 3, 0, "BAC", 4, false));
    assertThat(lots()).as("older than the deletion").containsOnly(Map.entry("AIG X", 1L));

    commit("a", event(NOON + 1_001, 40, 4, 0, "BAC", 5, false));
    assertThat(lots())
        .as("added again")
        .containsOnly(Map.entry("AIG X", 1L), Map.entry("BAC X", 5L));
  }

  @Test
  void ofOneMillisecondTheOneReceivedLastCountsAndACopyOvertakesNothing() {
    Stored first = event(NOON, 10, 1, 0, "AIG", 1, false);
    commit("a", first, event(NOON, 10, 1, 1, "AIG", 2, false));
    assertThat(lots()).containsOnly(Map.entry("AIG X", 2L));

    commit("a", event(NOON, 20, 2, 0, "AIG", 3, false));
    assertThat(lots()).containsOnly(Map.entry("AIG X", 3L));

    commit("b", first.again(NOON + 60_000 + 30));
    assertThat(lots()).containsOnly(Map.entry("AIG X", 3L));
  }

  @Test
  void whatIsThereBeforeTheKeyIsTakenIn() {
    ChangingCatalog catalog =
        new ChangingCatalog(Orders.catalog(Instruments.withoutEntities(), Orders.eventType()));
    EntityFeed feed = feed(catalog, 1_000);
    events.commit("a", List.of(event(NOON, 10, 1, 0, "AIG", 1, false)));
    assertThat(feed.isNeeded()).isFalse();
    assertThat(feed.run().outcome()).isEqualTo(Outcome.IDLE);
    assertThat(lots()).isEmpty();

    catalog.become(Orders.catalog(TYPE));
    assertThat(feed.isNeeded()).isTrue();
    assertThat(feed.run().outcome()).isEqualTo(Outcome.IDLE);
    assertThat(lots()).containsOnly(Map.entry("AIG X", 1L));

    events.commit("a", List.of(event(NOON + 1, 20, 2, 0, "AIG", 2, false)));
    assertThat(feed.run().outcome()).isEqualTo(Outcome.DONE);
    assertThat(lots()).containsOnly(Map.entry("AIG X", 2L));
  }

  /** The rows of these tests name revision 1. */
  @Test
  void rowsOfARevisionThatIsNotKnownYetWait() {
    ChangingCatalog catalog = new ChangingCatalog(Orders.catalog(TYPE));
    EntityFeed feed = feed(catalog, 1_000);
    feed.run();
    events.commit("a", List.of(event(NOON, 10, 1, 0, "AIG", 1, false)));
    clickHouse.execute(
        "ALTER TABLE events UPDATE revision = 2 WHERE 1 SETTINGS mutations_sync = 1");
    assertThat(feed.run().outcome()).isEqualTo(Outcome.CATALOG_BEHIND);
    assertThat(lots()).isEmpty();

    catalog.become(Orders.catalog(TYPE, Orders.eventType()));
    assertThat(feed.run().outcome()).isEqualTo(Outcome.DONE);
    assertThat(lots()).containsOnly(Map.entry("AIG X", 1L));
  }

  private void commit(String collector, Stored... rows) {
    events.commit(collector, List.of(rows));
    assertThat(feed(1_000).catchUp().outcome()).isEqualTo(Outcome.IDLE);
  }

  private static Stored event(
      long timeMs,
      long receivedAfterMs,
      int batch,
      int row,
      String symbol,
      long lot,
      boolean isDeleted) {
    return Instruments.event(
        timeMs, NOON + 60_000 + receivedAfterMs, batch, row, symbol, lot, isDeleted);
  }
}
