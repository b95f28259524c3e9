package dev.tally.aggregator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.testing.MovingClock;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.SeriesOracle;
import dev.tally.aggregator.testing.TestSite;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.EventType;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.engine.EmbeddedEngine;
import dev.tally.storage.engine.EngineSettings;
import dev.tally.storage.migration.Migrations;
import dev.tally.storage.testing.TestEngine;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of two shards: each has collectors and rollups of its own, one pulls the other's
 * states, and Distributed tables read the raw events and states of both.
 */
class ShardsTest {
  private static final String COUNTRIES = "['no', 'cz', 'us', ''][number % 4 + 1]";
  private static final long MEMORY_BYTES = 2L << 30;
  private static final int BLOCK = 500;

  @TempDir private Path folder;

  @Test
  void seriesAndDistributedTablesHaveTheEventsOfBothShards() throws IOException {
    try (EmbeddedEngine second = start("second", 0);
        EmbeddedEngine first = startWithCluster(second);
        ClickHouse one = ClickHouse.connect(first.endpoint());
        ClickHouse two = ClickHouse.connect(second.endpoint())) {
      Migrations.run(one);
      Migrations.run(two);
      RawOrders ours = new RawOrders(one);
      RawOrders theirs = new RawOrders(two);
      ours.write(Orders.NAME, 0, BLOCK, BLOCK, COUNTRIES);
      ours.writeTruth(Orders.NAME, BLOCK, BLOCK, BLOCK, COUNTRIES);
      theirs.write(Orders.NAME, BLOCK, BLOCK, BLOCK, COUNTRIES);
      for (String collector : List.of("a", "b")) {
        ours.commit(collector, 1, 2);
        theirs.commit(collector, 1, 2);
      }
      rollUp(one, two);
      SeriesOracle oracle = new SeriesOracle(one, Orders.NAME, "1");
      assertThat(oracle.checkNumbers("orders", Orders.COUNTRY, Orders.HOUR)).isPositive();
      assertThat(oracle.checkNumbers("buyers", Orders.COUNTRY, Orders.DAY)).isPositive();

      one.execute("CREATE DATABASE tally_all");
      for (String table : List.of("events", "states_uniq")) {
        one.execute(
            "CREATE TABLE tally_all.%1$s ENGINE = Distributed(tally_shards, tally, %1$s)"
                .formatted(table));
      }
      assertThat(number(one, "SELECT count() AS n FROM tally_all.events")).isEqualTo(2 * BLOCK);
      assertThat(
              number(
                  one,
                  "SELECT uniqExact(str_values) AS n FROM tally_all.events WHERE str_values != []"))
          .isEqualTo(number(one, "SELECT uniqExact(user) AS n FROM truth"));
      assertThat(
              number(
                  one,
                  """
                  SELECT uniqMerge(uniq) AS n FROM tally_all.states_uniq
                  WHERE site = '' AND metric = 'buyers' AND resolution = 86400 AND dimension_set = ''"""))
          .isEqualTo(number(one, "SELECT uniqExact(user) AS n FROM truth"));
    }
  }

  private static void rollUp(ClickHouse one, ClickHouse two) {
    EventType type =
        Orders.eventType(
            Orders.NAME,
            List.of(
                Orders.metric("orders", new Aggregate.Count(), Orders.COUNTRY),
                Orders.metric("buyers", new Aggregate.Uniq("user"), Orders.COUNTRY)));
    MovingClock clock = new MovingClock(Instant.ofEpochSecond(RawOrders.START_S + 5 * 86_400));
    try (TestSite home = new TestSite(one, Orders.catalog(type), clock, PullLimits.DEFAULT);
        TestSite other = new TestSite(two, Orders.catalog(type), clock, PullLimits.DEFAULT)) {
      home.rollUp();
      other.rollUp();
      clock.move(Duration.ofDays(1));
      assertThat(home.pull(other.as("shard2"), new Random(1))).isPositive();
    }
  }

  private static long number(ClickHouse clickHouse, String sql) {
    return clickHouse.query(sql, Map.of(), row -> row.int64("n")).getFirst();
  }

  private EmbeddedEngine start(String name, int tcpPort) {
    return EmbeddedEngine.start(
        new EngineSettings(TestEngine.library(), folder.resolve(name), 0, tcpPort, MEMORY_BYTES));
  }

  /** Its configuration names the shards, with the password that it is going to find. */
  private EmbeddedEngine startWithCluster(EmbeddedEngine second) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("first"));
    int port = freePort();
    String password = "of-the-first-shard";
    Files.writeString(directory.resolve("tally.password"), password);
    Path extra = Files.createDirectories(directory.resolve("config").resolve("config.d"));
    Files.writeString(
        extra.resolve("shards.xml"),
        """
        <clickhouse><remote_servers><tally_shards>
          %s
          %s
        </tally_shards></remote_servers></clickhouse>"""
            .formatted(
                shard(port, password), shard(second.tcpPort(), second.endpoint().password())));
    return start("first", port);
  }

  private static String shard(int port, String password) {
    return "<shard><replica><host>127.0.0.1</host><port>%d</port><user>tally</user><password>%s</password></replica></shard>"
        .formatted(port, password);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
