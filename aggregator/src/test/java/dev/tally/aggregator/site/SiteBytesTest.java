package dev.tally.aggregator.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tally.aggregator.site.SitePuller.Report;
import dev.tally.aggregator.testing.MovingClock;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.Tables;
import dev.tally.aggregator.testing.TestSite;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.HttpLink;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.testing.SecondEngine;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A week at two sites: distinct buyers of both, and what went over the line for them, against the
 * raw events over the same line.
 */
@ExtendWith(EngineExtension.class)
class SiteBytesTest {
  private static final int DAYS = 7;
  private static final int EVENTS_PER_DAY = 120_000;

  /** Of the last day. */
  private static final int PARTS = 6;

  private static final int BLOCK = EVENTS_PER_DAY / PARTS;

  /** Hashes of {@code uniq} have 32 bits: of some thousand buyers a pair may have the same. */
  private static final double COLLISIONS_MAX = 1;

  /** Three standard deviations of {@code uniq}. */
  private static final double ERROR_MAX = 0.012;

  private static final long DAY_S = 86_400;

  private static SecondEngine second;
  private static ClickHouse there;

  private final ClickHouse here;
  private final MovingClock clock =
      new MovingClock(Instant.ofEpochSecond(RawOrders.START_S + (DAYS - 1) * DAY_S));

  SiteBytesTest(ClickHouse clickHouse) {
    this.here = clickHouse;
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
  void empty() {
    Tables.empty(here);
    Tables.empty(there);
  }

  private static EventType type() {
    return Orders.eventType(
        Orders.NAME,
        List.of(
            metric("orders", new Aggregate.Count(), List.of(Orders.HOUR, Orders.DAY), List.of()),
            metric(
                "revenue",
                new Aggregate.Sum("amount"),
                List.of(Orders.HOUR, Orders.DAY),
                List.of()),
            metric(
                "buyers",
                new Aggregate.Uniq("user"),
                List.of(Orders.DAY),
                List.of(Duration.ofDays(DAYS)))));
  }

  private static Metric metric(
      String name, Aggregate aggregate, List<Duration> resolutions, List<Duration> windows) {
    return new Metric(
        name,
        "",
        aggregate,
        Optional.empty(),
        List.of(DimensionSet.OVERALL, Orders.COUNTRY),
        resolutions,
        windows,
        "");
  }

  /**
   * Events one after the other, as many each day.
   *
   * @param firstUser the users are that number and those that follow, each of one country
   * @param users a bit less than as many buy on a day, of twice as many
   */
  private static void write(
      ClickHouse clickHouse, long first, long count, int firstUser, int users) {
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created))
        WITH (k -> cityHash64(number, k, {user:UInt32})) AS random,
          cityHash64(intDiv(number, {perDay:UInt32}), random(4) % {users:UInt32}) % (2 * {users:UInt32}) AS buyer,
          fromUnixTimestamp64Milli(toInt64({start:Int64} * 1000 + number * {apart:Int64}), 'UTC') AS at
        SELECT {event:String}, at, at + INTERVAL 1 SECOND, 1, toUUID({producer:String}), intDiv(number, 500) + 1, number % 500, 1,
          'a', intDiv(number, {block:UInt32}) + 1, toDate('2100-01-01'),
          ['country', 'device.channel', 'express'],
          [['no', 'cz', 'us', 'de', 'fr', 'br'][buyer % 6 + 1], ['web', 'app', 'shop'][random(2) % 3 + 1], if(random(3) % 4 = 0, 'true', 'false')],
          ['user'], [concat('user', toString({user:UInt32} + buyer))],
          ['items', 'amount'], [toInt64(random(5) % 12), toInt64(random(6) % 100000)],
          ['weight'], [(random(7) % 1000000) / 1024]
        FROM numbers({first:UInt64}, {count:UInt64})""",
        Map.of(
            "event", Orders.NAME,
            "start", RawOrders.START_S,
            "perDay", EVENTS_PER_DAY,
            "apart", DAY_S * 1_000 / EVENTS_PER_DAY,
            "producer", new UUID(0, firstUser + 1L).toString(),
            "block", BLOCK,
            "user", firstUser,
            "users", users,
            "first", first,
            "count", count),
        Map.of());
    new RawOrders(clickHouse).commit("a", first / BLOCK + 1, (first + count - 1) / BLOCK + 1);
  }

  /** Six days at once, the seventh as it happens; some 60 events a day of each who comes. */
  @Test
  void aWeekOfBothSitesForLessThanAHundredthOfItsEvents() {
    int users = EVENTS_PER_DAY / 50;
    long before = (long) (DAYS - 1) * EVENTS_PER_DAY;
    write(here, 0, before + EVENTS_PER_DAY, 0, users);
    write(there, 0, before, users, users);
    try (TestSite home = site(here);
        TestSite oslo = site(there)) {
      home.rollUp();
      oslo.rollUp();
      long sixDays = pull(home, oslo);

      long lastDay = 0;
      for (int part = 0; part < PARTS; part++) {
        write(there, before + (long) part * BLOCK, BLOCK, users, users);
        oslo.rollUp();
        clock.move(Duration.ofDays(1).dividedBy(PARTS));
        lastDay += pull(home, oslo);
      }

      assertThat(last("shop.Order.buyers.over_7d.1d")).isCloseTo(union(), within(COLLISIONS_MAX));
      assertThat(total("shop.Order.orders.1d")).isEqualTo(2 * DAYS * EVENTS_PER_DAY);
      assertThat(total("shop.Order.orders.1h")).isEqualTo(2 * DAYS * EVENTS_PER_DAY);

      Raw day = raw();
      System.out.printf(
          "a day of events: %,d bytes, %,d compressed; states of six days: %,d bytes; of a day in %d pulls: %,d bytes%n",
          day.bytes(), day.compressed(), sixDays, PARTS, lastDay);
      assertThat(100 * sixDays).isLessThan((DAYS - 1) * day.bytes());
      assertThat(100 * lastDay).isLessThan(day.bytes());
    }
  }

  /** Beyond the numbers up to which distinct counts are exact. */
  @Test
  void manyBuyersAreCountedWithinTheBound() {
    int users = 2 * EVENTS_PER_DAY;
    write(here, 0, users, 0, users);
    write(there, 0, users, users, users);
    try (TestSite home = site(here);
        TestSite oslo = site(there)) {
      home.rollUp();
      oslo.rollUp();
      pull(home, oslo);
      double exact = union();
      assertThat(exact).isGreaterThan(150_000);
      assertThat(last("shop.Order.buyers.over_7d.1d")).isCloseTo(exact, within(exact * ERROR_MAX));
    }
  }

  private TestSite site(ClickHouse clickHouse) {
    return new TestSite(clickHouse, Orders.catalog(type()), clock, PullLimits.DEFAULT);
  }

  /** Returns the bytes over the line. */
  private static long pull(TestSite home, TestSite from) {
    long bytes = 0;
    Site site = from.as("oslo");
    Report report = home.puller(site).pull(site);
    while (report.outcome() == SitePuller.Outcome.PULLED) {
      bytes += report.bytes();
      home.rollUp();
      report = home.puller(site).pull(site);
    }
    return bytes + report.bytes();
  }

  /** Of a day at the other site. */
  private record Raw(long bytes, long compressed) {}

  private Raw raw() {
    long from = RawOrders.START_S + (DAYS - 1) * DAY_S;
    try (HttpLink link = HttpLink.to(there.endpoint())) {
      long bytes =
          link.read(
              "SELECT * FROM events WHERE toUnixTimestamp(time) >= %d ORDER BY time"
                  .formatted(from),
              "Native",
              in -> in.transferTo(OutputStream.nullOutputStream()));
      return new Raw(bytes, link.bytes());
    }
  }

  /** Distinct buyers in the raw events of both. */
  private double union() {
    Set<String> buyers = new HashSet<>();
    for (ClickHouse clickHouse : List.of(here, there)) {
      buyers.addAll(
          clickHouse.query(
              "SELECT DISTINCT str_values[1] AS buyer FROM events",
              Map.of(),
              row -> row.string("buyer")));
    }
    return buyers.size();
  }

  /** Of all points. */
  private double total(String path) {
    return here.query(
            """
            SELECT sum(v) AS total FROM (
              SELECT argMax(value, version) AS v FROM series WHERE path = {path:String} GROUP BY time)""",
            Map.of("path", path),
            row -> row.float64("total"))
        .getFirst();
  }

  /** The point of the seventh day. */
  private double last(String path) {
    return here.query(
            """
            SELECT argMax(value, version) AS v FROM series
            WHERE path = {path:String} AND time = toDateTime({at:UInt32}, 'UTC')""",
            Map.of("path", path, "at", RawOrders.START_S + (DAYS - 1) * DAY_S),
            row -> row.float64("v"))
        .getFirst();
  }
}
