package dev.tally.aggregator.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.impact.EventTypeImpact.UseImpact;
import dev.tally.aggregator.testing.ChangingCatalog;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.EventType;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Which queries read what changes. The embedded engine keeps no {@code query_log}; here is a table
 * of that name with the columns of a server's.
 */
@ExtendWith(EngineExtension.class)
class QueryUsesTest {
  private static final Instant NOW = Instant.parse("2024-03-02T00:00:00Z");

  private final ClickHouse clickHouse;

  QueryUsesTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  @AfterEach
  void drop() {
    clickHouse.execute("DROP TABLE IF EXISTS system.query_log");
  }

  private void keepLog() {
    clickHouse.execute(
        """
        CREATE TABLE system.query_log
        (
            type Enum8('QueryStart' = 1, 'QueryFinish' = 2, 'ExceptionBeforeStart' = 3, 'ExceptionWhileProcessing' = 4),
            event_date Date,
            event_time DateTime,
            query String,
            normalized_query_hash UInt64,
            query_kind LowCardinality(String),
            columns Array(LowCardinality(String)),
            is_initial_query UInt8,
            initial_user String
        )
        ENGINE = Memory""");
  }

  private void asked(String user, String query, Instant at, String... columns) {
    asked(user, query, at, "QueryFinish", "Select", 1, columns);
  }

  /**
   * @param columns of the view of orders, in backticks where the log has them
   */
  private void asked(
      String user,
      String query,
      Instant at,
      String type,
      String kind,
      int isInitial,
      String... columns) {
    String view = clickHouse.endpoint().viewsDatabase() + ".shop_Order.";
    clickHouse.execute(
        """
        INSERT INTO system.query_log
        SELECT {type:String}, toDate(toDateTime({at:UInt32}, 'UTC')), toDateTime({at:UInt32}), {query:String},
          normalizedQueryHash({query:String}), {kind:String}, %s, {initial:UInt8}, {user:String}"""
            .formatted(
                List.of(columns).stream().map(column -> Sql.literal(view + column)).toList()),
        Map.of(
            "type",
            type,
            "at",
            at.getEpochSecond(),
            "query",
            query,
            "kind",
            kind,
            "initial",
            isInitial,
            "user",
            user),
        Map.of());
  }

  private EventTypeImpact impactOfLosingCountryAndChannel() {
    EventType before = Orders.eventType(Orders.NAME, List.of());
    EventType after =
        new EventType(
            before.name(),
            before.description(),
            before.owner(),
            before.rawRetention(),
            before.delivery(),
            before.attributes().stream()
                .filter(a -> !List.of("country", "device.channel").contains(a.name()))
                .toList(),
            List.of(),
            List.of());
    ChangingCatalog catalog = new ChangingCatalog(Catalog.of(List.of()));
    catalog.become(Orders.catalog(before));
    return new ImpactReader(catalog, clickHouse, Clock.fixed(NOW, ZoneOffset.UTC))
        .read(List.of(before), List.of(after))
        .items()
        .getFirst();
  }

  @Test
  void whereNoLogIsKeptANoteSaysSo() {
    EventTypeImpact impact = impactOfLosingCountryAndChannel();
    assertThat(impact.uses()).isEmpty();
    assertThat(impact.notes())
        .contains("Who asks for it is not known: the engine has no query_log, or none yet.");
  }

  @Test
  void queriesOfWhatGoesAreListedTheMostFrequentFirst() {
    keepLog();
    Instant yesterday = NOW.minus(Duration.ofDays(1));
    asked("anna", "SELECT count() FROM o WHERE country = 'no'", yesterday, "country", "time");
    asked("anna", "SELECT count() FROM o WHERE country = 'se'", NOW.minusSeconds(60), "country");
    asked("bob", "SELECT `device.channel`, country", yesterday, "`device.channel`", "country");
    asked("eve", "SELECT amount", yesterday, "amount");
    asked("long ago", "SELECT country", NOW.minus(Duration.ofDays(8)), "country");
    asked("begun", "SELECT country", yesterday, "QueryStart", "Select", 1, "country");
    asked(
        "failed", "SELECT country", yesterday, "ExceptionWhileProcessing", "Select", 1, "country");
    asked(
        "writer", "INSERT INTO t SELECT country", yesterday, "QueryFinish", "Insert", 1, "country");
    asked("shard", "SELECT country", yesterday, "QueryFinish", "Select", 0, "country");

    EventTypeImpact impact = impactOfLosingCountryAndChannel();
    assertThat(impact.uses())
        .containsExactly(
            new UseImpact(
                "anna",
                "SELECT count() FROM o WHERE country = ?",
                2,
                NOW.minusSeconds(60),
                List.of("country")),
            new UseImpact(
                "bob",
                "SELECT `device.channel`, country",
                1,
                yesterday,
                List.of("country", "device.channel")));
    assertThat(impact.notes()).noneMatch(note -> note.contains("asks"));
  }

  @Test
  void ofMoreThanTwentyTheOthersAreCounted() {
    keepLog();
    for (int i = 0; i < 23; i++) {
      asked("user" + i, "SELECT country", NOW.minusSeconds(60 + i), "country");
    }
    EventTypeImpact impact = impactOfLosingCountryAndChannel();
    assertThat(impact.uses())
        .hasSize(QueryUses.USES_MAX)
        .first()
        .extracting(UseImpact::user)
        .isEqualTo("user0");
    assertThat(impact.notes()).contains("3 more queries, less frequent or older, are not listed.");
  }
}
