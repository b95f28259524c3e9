package dev.tally.aggregator.cost;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.Tables;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class CostReaderTest {
  /** On which {@link RawOrders} are received. */
  private static final LocalDate DAY = LocalDate.of(2024, 3, 1);

  private final ClickHouse clickHouse;

  CostReaderTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  private void write(int events) {
    RawOrders raw = new RawOrders(clickHouse);
    raw.write(Orders.NAME, 0, events, events, "['no', 'cz', 'us', 'N.O', ''][number % 5 + 1]");
    raw.commit("a", 1, 1);
    raw.commit("b", 1, 1);
  }

  /** As many series are foretold as a rollup of the same rows makes. */
  @Test
  void theSeriesThatAreForetoldComeToBe() {
    write(3_000);
    EventTypeCost cost = new CostReader(clickHouse).read(Orders.eventType(), DAY, 0);
    assertThat(cost.events()).isEqualTo(3_000);
    assertThat(count("events")).isEqualTo(3_000);
    rollUp();
    Map<String, Long> made = made();
    assertThat(cost.series()).hasSizeGreaterThan(40);
    for (SeriesCost series : cost.series()) {
      String key = series.metric() + " " + String.join(",", series.dimensionSet());
      assertThat(made).containsKey(key);
      if (series.isMost()) {
        assertThat(series.series()).as(key).isGreaterThanOrEqualTo(made.get(key));
      } else {
        assertThat(series.series()).as(key).isEqualTo(made.get(key));
      }
    }
  }

  @Test
  void oneStatementReadsTheDay() {
    write(20_000);
    EventTypeCost cost = new CostReader(clickHouse).read(Orders.eventType(), DAY, 5_000);
    ScanCost scan = requireNonNull(cost.scan());
    assertThat(scan.resolutions()).containsExactly("1h", "1d");
    assertThat(scan.rows()).isBetween(20_000L, 30_000L);
    assertThat(scan.bytes() / scan.rows()).as("bytes of a row").isBetween(20L, 1_000L);
    assertThat(scan.parts()).isPositive();
    assertThat(scan.metrics()).isEqualTo(Orders.metrics().size());
    assertThat(scan.seconds()).isPositive();
    assertThat(scan.statement()).contains("GROUPING SETS").contains("FROM events");
  }

  @Test
  void aDayWithoutRowsCostsNothing() {
    write(100);
    EventTypeCost cost =
        new CostReader(clickHouse).read(Orders.eventType(), DAY.plusDays(1), 5_000);
    assertThat(cost.events()).isZero();
    assertThat(requireNonNull(cost.scan()).rows()).isZero();
    assertThat(cost.series()).allSatisfy(series -> assertThat(series.series()).isZero());
  }

  private void rollUp() {
    try (MetadataDatabase metadata =
        MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()))) {
      new Rollup(Orders.catalog(Orders.eventType()), clickHouse, metadata, Clock.systemUTC())
          .catchUp();
    }
  }

  private long count(String table) {
    return clickHouse
        .query("SELECT count() AS n FROM " + table, Map.of(), row -> row.int64("n"))
        .getFirst();
  }

  /** "metric set" to the number of series of a day's buckets. */
  private Map<String, Long> made() {
    Map<String, Long> made = new HashMap<>();
    clickHouse
        .query(
            """
            SELECT concat(metric, ' ', dimension_set) AS key, uniqExact(path) AS n
            FROM series_index WHERE resolution = 86400 GROUP BY key""",
            Map.of(),
            row -> Map.entry(row.string("key"), row.int64("n")))
        .forEach(entry -> made.put(entry.getKey(), entry.getValue()));
    return made;
  }
}
