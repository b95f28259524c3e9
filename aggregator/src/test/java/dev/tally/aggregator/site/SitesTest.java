package dev.tally.aggregator.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.aggregator.backfill.Backfill;
import dev.tally.aggregator.testing.BackfillDrive;
import dev.tally.aggregator.testing.HttpServer;
import dev.tally.aggregator.testing.MovingClock;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.SeriesOracle;
import dev.tally.aggregator.testing.Tables;
import dev.tally.aggregator.testing.TestSite;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.EventType;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.Databases;
import dev.tally.metadata.PostgresExtension;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.testing.SecondEngine;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Two engines, two rollups, noted in PostgreSQL: series here are of the events of both. */
@ExtendWith({EngineExtension.class, PostgresExtension.class})
class SitesTest {
  private static final String COUNTRIES = "['no', 'cz', 'us', ''][number % 4 + 1]";
  private static final int BLOCK = 250;
  private static final PullLimits LIMITS = new PullLimits(4_000, 7, Duration.ofMinutes(1));

  private static SecondEngine second;
  private static ClickHouse there;

  private final ClickHouse here;
  private final Databases postgres;
  private final long seed = Long.getLong("tally.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final MovingClock clock =
      new MovingClock(Instant.ofEpochSecond(RawOrders.START_S + 5 * 86_400));

  SitesTest(ClickHouse clickHouse, Databases postgres) {
    this.here = clickHouse;
    this.postgres = postgres;
  }

  @BeforeAll
  static void start() {
    second = new SecondEngine();
    there = second.clickHouse();
  }

  @AfterAll
  static void stop() {
    second.close();
  }

  @BeforeEach
  @AfterEach
  void empty() {
    System.out.println("SitesTest seed " + seed + " (set -Dtally.seed to repeat)");
    Tables.empty(here);
    Tables.empty(there);
  }

  private TestSite site(ClickHouse clickHouse, EventType... types) {
    return new TestSite(clickHouse, postgres.next(), Orders.catalog(types), clock, LIMITS);
  }

  private static void commit(RawOrders raw, int first, int last) {
    raw.commit("a", first, last);
    raw.commit("b", first, last);
  }

  /** Every aggregate, late events, steps interrupted; and then backfills on either side. */
  @Test
  void pointsAreThoseOfAllEvents() {
    RawOrders ours = new RawOrders(here);
    RawOrders theirs = new RawOrders(there);
    ours.write(Orders.NAME, 0, 4 * BLOCK, BLOCK, COUNTRIES);
    ours.writeTruth(Orders.NAME, 4 * BLOCK, 4 * BLOCK, BLOCK, COUNTRIES);
    theirs.write(Orders.NAME, 4 * BLOCK, 4 * BLOCK, BLOCK, COUNTRIES);
    try (TestSite home = site(here, Orders.eventType());
        TestSite oslo = site(there, Orders.eventType())) {
      here.execute(
          "CREATE TABLE pull_0123456789abcdef_states AS states"); // a fetch that was killed
      for (int part = 0; part < 2; part++) {
        commit(ours, 2 * part + 1, 2 * part + 2);
        commit(theirs, 2 * part + 5, 2 * part + 6);
        oslo.rollUp();
        if (part == 1) {
          home.rollUp(random);
        }
        clock.move(Duration.ofDays(1));
        assertThat(home.pull(oslo.as("oslo"), random)).isGreaterThan(1);
        home.rollUp();
        check("block <= %1$d OR block BETWEEN 5 AND 4 + %1$d".formatted(2 * part + 2));
      }
      assertThat(rows(here, "events")).as("raw events stay where they are").isEqualTo(4 * BLOCK);

      Backfill backfill = backfill(home);
      assertThat(backfill.state()).isEqualTo(Backfill.State.DONE);
      check("1");

      backfill(oslo);
      clock.move(Duration.ofDays(1));
      assertThat(home.pull(oslo.as("oslo"), random)).isPositive();
      check("1");
      clock.move(Duration.ofDays(1));
      assertThat(home.pull(oslo.as("oslo"), random)).as("nothing has changed").isZero();
      assertThat(
              rows(
                  here,
                  "system.tables WHERE database = currentDatabase() AND name LIKE 'pull\\_%'"))
          .isZero();
    }
  }

  private Backfill backfill(TestSite site) {
    BackfillDrive drive =
        new BackfillDrive(
            site.clickHouse(), site.metadata(), site.catalog(), clock, 100_000, false);
    return drive.run(drive.all(Orders.NAME), () -> {});
  }

  private void check(String condition) {
    SeriesOracle oracle = new SeriesOracle(here, Orders.NAME, condition);
    assertThat(oracle.check(Orders.HOUR)).as("seed %d", seed).isPositive();
    assertThat(oracle.check(Orders.DAY)).as("seed %d", seed).isPositive();
  }

  private static long rows(ClickHouse clickHouse, String from) {
    return clickHouse
        .query("SELECT count() AS n FROM " + from, Map.of(), row -> row.int64("n"))
        .getFirst();
  }

  /** A site has more than we know, we learn of it, it is gone. */
  @Test
  void aSiteIsKnownByWhatItHas() {
    EventType known =
        Orders.eventType(Orders.NAME, List.of(Orders.metric("orders", new Aggregate.Count())));
    EventType more =
        Orders.eventType(
            Orders.NAME,
            List.of(
                Orders.metric("orders", new Aggregate.Count(), Orders.COUNTRY),
                Orders.metric("items", new Aggregate.Sum("items"))));
    RawOrders theirs = new RawOrders(there);
    theirs.write(Orders.NAME, 0, BLOCK, BLOCK, COUNTRIES);
    commit(theirs, 1, 1);
    try (TestSite home = site(here, known);
        TestSite oslo = site(there, more);
        HttpServer server =
            new HttpServer(new SitesApi(List.of(oslo.as("oslo")), home.metadata(), clock))) {
      assertThat(item(server).get("state").asString()).isEqualTo("new");
      oslo.rollUp();
      assertThat(home.pull(oslo.as("oslo"), random)).isPositive();
      assertThat(sum("orders")).isEqualTo(BLOCK);
      assertThat(sum("items")).isZero();
      JsonNode item = item(server);
      assertThat(item.get("state").asString()).isEqualTo("working");
      assertThat(item.get("unknown").values().stream().map(JsonNode::asString))
          .containsExactly(
              "shop.Order.items (in states)", "shop.Order.orders by country (in states)");
      assertThat(item.get("bytes").asLong()).isPositive();
      assertThat(item.get("rows").asLong()).isEqualTo(rows(here, "states WHERE site = 'oslo'"));
      assertThat(item.get("positions").size()).isEqualTo(2);

      // Published here, too: pulled from the beginning, though nothing has happened there.
      home.catalog().become(Orders.catalog(more));
      clock.move(Duration.ofDays(1));
      assertThat(home.puller().pull(oslo.as("oslo")).outcome())
          .isEqualTo(SitePuller.Outcome.PULLED);
      dropStaging();
      home.rollUp(); // finds nothing, and it is fetched again
      assertThat(home.pull(oslo.as("oslo"), random)).isPositive();
      assertThat(item(server).get("unknown").size()).isZero();
      assertThat(sum("orders")).isEqualTo(BLOCK);
      assertThat(sum("items"))
          .isEqualTo(
              there
                  .query(
                      "SELECT toFloat64(ifNull(sum(items), 0)) AS n FROM truth",
                      Map.of(),
                      row -> row.float64("n"))
                  .getFirst());

      // Nobody there: it is said, and the next look is another try.
      Site gone = new Site("oslo", nowhere(), Site.PULLS_PER_BUCKET_DEFAULT);
      clock.move(Duration.ofDays(1));
      assertThatThrownBy(() -> home.puller(gone).pull(gone))
          .hasMessageContaining("does not answer");
      assertThat(item(server).get("state").asString()).isEqualTo("failing");
      assertThat(item(server).get("error").asString()).contains("127.0.0.1:1");
      assertThat(home.puller(gone).pull(gone).outcome()).isEqualTo(SitePuller.Outcome.WAITING);
      clock.move(Duration.ofMinutes(1));
      assertThat(home.puller(oslo.as("oslo")).pull(oslo.as("oslo")).outcome())
          .isEqualTo(SitePuller.Outcome.QUIET);
      assertThat(item(server).get("state").asString()).isEqualTo("working");
    }
  }

  private void dropStaging() {
    here.query(
            "SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'pull\\_%'",
            Map.of(), row -> row.string("name"))
        .forEach(table -> here.execute("DROP TABLE " + table + " SYNC"));
  }

  /** Its own states would count twice. */
  @Test
  void aSiteIsAnother() {
    RawOrders raw = new RawOrders(here);
    raw.write(Orders.NAME, 0, BLOCK, BLOCK, COUNTRIES);
    commit(raw, 1, 1);
    try (TestSite home = site(here, Orders.eventType())) {
      home.rollUp();
      Site mirror = home.as("mirror");
      assertThatThrownBy(() -> home.puller(mirror).pull(mirror))
          .hasMessageContaining("is the ClickHouse and database of this Tally");
      assertThat(rows(here, "states WHERE site != ''")).isZero();
    }
  }

  private static Endpoint nowhere() {
    return new Endpoint(URI.create("http://127.0.0.1:1"), "tally", "", "tally", "events");
  }

  private static JsonNode item(HttpServer server) {
    return server.get("/api/v1/sites").body().get("items").get(0);
  }

  /** Of the overall series by hour. */
  private double sum(String metric) {
    return here.query(
            """
            SELECT sum(v) AS total FROM (
              SELECT argMax(value, version) AS v FROM series WHERE path = {path:String} GROUP BY time)""",
            Map.of("path", "shop.Order." + metric + ".1h"),
            row -> row.float64("total"))
        .getFirst();
  }

  /** A point is complete when it is so at all sites, as far as we have pulled; not without one. */
  @Test
  void aSiteThatIsBehindHoldsPointsBack() {
    EventType type =
        Orders.eventType(Orders.NAME, List.of(Orders.metric("orders", new Aggregate.Count())));
    Catalog catalog = Orders.catalog(type);
    for (ClickHouse clickHouse : List.of(here, there)) {
      RawOrders raw = new RawOrders(clickHouse);
      raw.write(Orders.NAME, 0, BLOCK, BLOCK, COUNTRIES);
      commit(raw, 1, 1);
    }
    try (TestSite home = new TestSite(here, catalog, clock, LIMITS);
        TestSite oslo = new TestSite(there, catalog, clock, LIMITS)) {
      oslo.rollUp();
      home.rollUp();
      home.pull(oslo.as("oslo"), random);
      assertThat(complete()).as("both have just rolled up").isNegative();

      clock.move(Duration.ofDays(1));
      home.rollUp();
      home.pull(oslo.as("oslo"), random);
      assertThat(complete()).as("oslo's rollups have not looked for a day").isNegative();

      oslo.rollUp();
      clock.move(Duration.ofHours(5));
      home.pull(oslo.as("oslo"), random);
      assertThat(complete()).as("its collectors are silent").isPositive();

      clock.move(Duration.ofDays(1));
      home.rollUp();
      assertThat(complete()).as("it was not reached for a day").isNegative();
      home.puller().forgetOthers();
      assertThat(complete()).as("it is none of ours any more").isPositive();
      assertThat(sum("orders")).as("what it brought stays").isEqualTo(2 * BLOCK);
    }
  }

  /** By hours: until when points are complete, and a day before now. */
  private long complete() {
    Instant until =
        here.query(
                "SELECT min(complete_until) AS until FROM completeness WHERE resolution = 3600",
                Map.of(),
                row -> row.instant("until"))
            .getFirst();
    return Duration.between(clock.instant().minus(Duration.ofHours(12)), until).toSeconds();
  }
}
