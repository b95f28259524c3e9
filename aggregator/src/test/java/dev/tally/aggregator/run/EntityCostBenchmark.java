package dev.tally.aggregator.run;

import static dev.tally.storage.testing.Attributes.attribute;
import static dev.tally.storage.testing.Attributes.dimension;
import static dev.tally.storage.testing.Attributes.eventTime;
import static dev.tally.storage.testing.Attributes.eventType;
import static dev.tally.storage.testing.Attributes.scaled;

import dev.tally.aggregator.statement.SelectEntities;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EventType;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.migration.Migrations;
import dev.tally.storage.testing.TestEngine;
import dev.tally.storage.view.EventOrder;
import dev.tally.storage.view.EventViews;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the current state of entities costs: asked of raw rows by {@code argMax}, and of the table
 * that is kept; and what it costs to keep it, all at once and a block at a time. Best of several.
 */
public final class EntityCostBenchmark {
  private static final int EVENTS = 4_000_000;
  private static final int BLOCKS = 40;
  private static final int ENTITIES = 10_000;
  private static final int ROUNDS = 5;
  private static final EventType TYPE =
      eventType(
              "quotes.Quote",
              eventTime("time"),
              dimension("symbol", AttributeType.STRING),
              scaled("price", AttributeType.INT64, 4),
              attribute("size", AttributeType.INT32))
          .withEntity(new Entity(List.of("symbol"), Optional.empty()));

  private final ClickHouse clickHouse;

  private EntityCostBenchmark(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    try (TestEngine engine = TestEngine.start();
        ClickHouse clickHouse = ClickHouse.connect(engine.engine().endpoint());
        MetadataDatabase metadata = MetadataDatabase.open(MetadataSettings.memory("entities"))) {
      Migrations.run(clickHouse);
      new EntityCostBenchmark(clickHouse).run(metadata);
    }
  }

  private void run(MetadataDatabase metadata) {
    new EventViews(clickHouse).publish(TYPE);
    EntityFeed feed = new EntityFeed(Orders.catalog(TYPE), clickHouse, metadata, Clock.systemUTC());
    feed.run();
    write(1, BLOCKS);
    double all = time(feed::catchUp);
    double one = Double.MAX_VALUE;
    for (int block = BLOCKS + 1; block <= BLOCKS + ROUNDS; block++) {
      write(block, block);
      one = Math.min(one, time(feed::catchUp));
    }
    double idle = best(feed::catchUp);
    System.out.printf(
        "%,d events of %,d entities: taken in %.0f ms; a block of %,d %.0f ms; nothing new %.1f ms%n",
        EVENTS, ENTITIES, all, EVENTS / BLOCKS, one, idle);
    String view = Sql.identifier(clickHouse.endpoint().viewsDatabase()) + ".quotes_Quote";
    read(
        "argMax by time",
        "SELECT symbol, argMax((price, size), time) FROM " + view + " GROUP BY symbol");
    read(
        "argMax by the order of events",
        "SELECT dim_values[1] AS s, argMax((int_names, int_values), %s) FROM events WHERE event = 'quotes.Quote' GROUP BY s"
            .formatted(EventOrder.SQL));
    read("the view of entities", "SELECT symbol, price, size FROM " + view + "_entities");
    SelectEntities select = new SelectEntities(clickHouse);
    page(select, "a page of 100", List.of());
    page(select, "one by its key", List.of("S77"));
    clickHouse.execute("OPTIMIZE TABLE entities FINAL");
    read("the view, merged", "SELECT symbol, price, size FROM " + view + "_entities");
  }

  private void page(SelectEntities select, String what, List<String> key) {
    SelectEntities.Query query =
        new SelectEntities.Query(TYPE, TYPE.entity().orElseThrow(), Optional.empty(), key, 100, 0);
    System.out.printf("%s: %.1f ms%n", what, best(() -> select.run(query)));
  }

  private void read(String what, String sql) {
    System.out.printf(
        "%s: %.1f ms%n",
        what, best(() -> clickHouse.read(sql, Map.of(), "Null", in -> in.readAllBytes().length)));
  }

  private void write(int first, int last) {
    int events = EVENTS / BLOCKS;
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created))
        SELECT 'quotes.Quote', fromUnixTimestamp64Milli(toInt64(%1$d000 + number * 7), 'UTC'),
          fromUnixTimestamp64Milli(toInt64(%1$d000 + number * 7 + 50), 'UTC'), 1,
          toUUID('00000000-0000-0000-0000-000000000001'), intDiv(number, 1000) + 1, number %% 1000, 1, 'a',
          intDiv(number, %2$d) + 1, '2100-01-01', ['symbol'], [concat('S', toString(cityHash64(number) %% %3$d))],
          [], [], ['price', 'size'], [toInt64(number %% 100000), toInt64(number %% 100)], [], []
        FROM numbers(%4$d, %5$d)"""
            .formatted(
                RawOrders.START_S,
                events,
                ENTITIES,
                (first - 1L) * events,
                (last - first + 1L) * events));
    new RawOrders(clickHouse).commit("a", first, last);
  }

  private static double best(Runnable work) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      best = Math.min(best, time(work));
    }
    return best;
  }

  private static double time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }
}
