package dev.tally.aggregator.run;

import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.edl.model.EventType;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.migration.Migrations;
import dev.tally.storage.testing.TestEngine;
import dev.tally.storage.view.EventViews;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;

/**
 * What looking for copies of rows costs: reading a view against the same SELECT without the look,
 * and the rollup's question against the whole run; first with nothing retried, then with one row in
 * a thousand. Best of several, in turns.
 */
public final class RepeatCostBenchmark {
  private static final int EVENTS = 2_000_000;
  private static final int ROUNDS = 9;

  private final ClickHouse clickHouse;
  private final EventType type = Orders.eventType();

  private RepeatCostBenchmark(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    try (TestEngine engine = TestEngine.start();
        ClickHouse clickHouse = ClickHouse.connect(engine.engine().endpoint())) {
      Migrations.run(clickHouse);
      new RepeatCostBenchmark(clickHouse).run();
    }
  }

  private void run() {
    RawOrders raw = new RawOrders(clickHouse);
    raw.write(Orders.NAME, 0, EVENTS, 100_000, "['no', 'cz', 'us'][number % 3 + 1]");
    new EventViews(clickHouse).publish(type);
    views();
    read("nothing retried");
    raw.commit("a", 1, 20);
    raw.commit("b", 1, 20);
    rollup("nothing retried");
    clickHouse.execute(
        """
        INSERT INTO events SELECT * REPLACE (2 AS attempt, 'c' AS collector, intDiv(block, 10) + 1 AS block)
        FROM events WHERE cityHash64(batch, row) % 1000 = 0""");
    read("one row in 1,000 retried");
    raw.commit("c", 1, 3);
    rollup("one row in 1,000 retried");
  }

  /** The published view, and the same without its condition. */
  private void views() {
    String definition =
        clickHouse
            .query(
                "SELECT create_table_query AS q FROM system.tables WHERE database = {d:String} AND name = 'shop_Order'",
                Map.of("d", clickHouse.endpoint().viewsDatabase()),
                row -> row.string("q"))
            .getFirst();
    String plain =
        definition
            .replaceFirst("(?s) UNION ALL SELECT.*?GROUP BY producer, batch, row\\)+", ")")
            .replace(" AND (attempt = 1)", "");
    clickHouse.execute(plain.replaceFirst("shop_Order", "plain"));
  }

  private void read(String what) {
    String views = Sql.identifier(clickHouse.endpoint().viewsDatabase());
    for (String select :
        new String[] {
          "SELECT country, count(), sum(items) FROM %s.%s GROUP BY country",
          "SELECT count() FROM %s.%s",
          "SELECT count(), sum(items) FROM %s.%s WHERE time < toDateTime('2024-02-27 01:00:00', 'UTC')"
        }) {
      double[] plain = new double[ROUNDS];
      double[] looking = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        plain[i] = time(select.formatted(views, "plain"));
        looking[i] = time(select.formatted(views, "shop_Order"));
      }
      Arrays.sort(plain);
      Arrays.sort(looking);
      System.out.printf(
          "%s: %s%n  plain %.1f ms (median %.1f), view %.1f ms (median %.1f), ratio %.2f%n",
          what,
          select,
          plain[0],
          plain[ROUNDS / 2],
          looking[0],
          looking[ROUNDS / 2],
          looking[0] / plain[0]);
    }
  }

  private void rollup(String what) {
    try (MetadataDatabase metadata =
        MetadataDatabase.open(MetadataSettings.memory("cost" + what.length()))) {
      for (String table :
          new String[] {"states", "states_uniq", "states_quantiles", "states_ends", "series"}) {
        clickHouse.execute("TRUNCATE TABLE " + table);
      }
      long start = System.nanoTime();
      new Rollup(
              Orders.catalog(type),
              clickHouse,
              metadata,
              Clock.systemUTC(),
              10_000_000,
              RunProgress.NONE)
          .catchUp();
      double whole = (System.nanoTime() - start) / 1e6;
      double question = Double.MAX_VALUE;
      for (int i = 0; i < ROUNDS; i++) {
        question =
            Math.min(
                question,
                time(
                    "SELECT DISTINCT event FROM events WHERE event IN ('shop.Order') AND time > toDateTime('2000-01-01 00:00:00', 'UTC') AND attempt > 1"));
      }
      System.out.printf("%s: run %.0f ms, of that the question %.1f ms%n", what, whole, question);
    }
  }

  private double time(String sql) {
    long start = System.nanoTime();
    clickHouse.read(sql, Map.of(), "Null", in -> in.readAllBytes().length);
    return (System.nanoTime() - start) / 1e6;
  }
}
