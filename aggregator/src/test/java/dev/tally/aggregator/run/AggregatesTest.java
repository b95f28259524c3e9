package dev.tally.aggregator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Aggregates at their edges, with paths spelled out. One order at a time, and a run for each. */
@ExtendWith(EngineExtension.class)
class AggregatesTest {
  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private int block;

  AggregatesTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() {
    metadata.close();
  }

  /** What a naive sum of squares loses: 10^9 squared has more digits than a double. */
  @Test
  void theSpreadOfLargeValuesSurvivesMerging() {
    List<Metric> metrics =
        List.of(
            Orders.metric("spread", new Aggregate.Stddev("weight", false)),
            Orders.metric("sample_spread", new Aggregate.Stddev("weight", true)));
    weigh(metrics, 1e9);
    assertThat(points())
        .as("one value has a spread of 0, and none as a sample")
        .isEqualTo(Map.of("spread.1h", 0.0));
    assertThat(paths()).containsExactly("spread.1h");
    weigh(metrics, 1e9 + 1);
    weigh(metrics, 1e9 + 2);
    assertThat(points().get("spread.1h")).isCloseTo(Math.sqrt(2.0 / 3), offset(1e-12));
    assertThat(points().get("sample_spread.1h")).isCloseTo(1, offset(1e-12));
  }

  @Test
  void aHistogramIsCumulativeAndCountsWhatIsEqualToABound() {
    List<Metric> metrics =
        List.of(
            Orders.metric("weights", new Aggregate.Histogram("weight", List.of(-2.5, 0.0, 10.0))));
    weigh(metrics, 10);
    weigh(metrics, 10.5);
    weigh(metrics, -2.5);
    assertThat(points())
        .isEqualTo(
            Map.of(
                "weights.le_-2_5.1h", 1.0,
                "weights.le_0.1h", 1.0,
                "weights.le_10.1h", 2.0,
                "weights.le_inf.1h", 3.0));
  }

  /** What was counted by another bound is not mistaken for it. */
  @Test
  void boundsThatChangeCountFromThenOn() {
    weigh(List.of(Orders.metric("w", new Aggregate.Histogram("weight", List.of(1.0, 5.0)))), 0);
    weigh(List.of(Orders.metric("w", new Aggregate.Histogram("weight", List.of(2.0, 5.0)))), 0);
    assertThat(points())
        .isEqualTo(
            Map.of("w.le_1.1h", 1.0, "w.le_2.1h", 1.0, "w.le_5.1h", 2.0, "w.le_inf.1h", 2.0));
  }

  /** Of equally frequent values the first by name; who falls behind has no point left. */
  @Test
  void onlyTheMostFrequentValuesHaveAPoint() {
    List<Metric> metrics =
        List.of(Orders.metric("top", new Aggregate.TopK("country", 1), Orders.CHANNEL));
    order(metrics, "no", "web");
    order(metrics, "cz", "web");
    assertThat(points())
        .isEqualTo(
            Map.of(
                "top.1h.country.cz", 1.0,
                "top.1h.country.__other__", 1.0,
                "top.1h.device_channel.web.country.cz", 1.0,
                "top.1h.device_channel.web.country.__other__", 1.0));
    order(metrics, "no", "app");
    assertThat(points())
        .isEqualTo(
            Map.of(
                "top.1h.country.no", 2.0,
                "top.1h.country.__other__", 1.0,
                "top.1h.device_channel.web.country.cz", 1.0,
                "top.1h.device_channel.web.country.__other__", 1.0,
                "top.1h.device_channel.app.country.no", 1.0));
  }

  @Test
  void aRatioHasNoPointWhereItsDenominatorIsZeroOrAbsent() {
    List<Metric> metrics =
        List.of(
            Orders.metric("weight", new Aggregate.Sum("weight")),
            Orders.metric("heaviest", new Aggregate.Max("weight")),
            Orders.metric("orders", new Aggregate.Count()),
            Orders.metric("by_weight", new Aggregate.Ratio("orders", "weight")),
            Orders.metric("by_heaviest", new Aggregate.Ratio("orders", "heaviest")),
            Orders.metric("per_second", new Aggregate.Rate("orders")));
    order(metrics, "no", "web"); // without a weight
    assertThat(points().keySet()).containsExactly("orders.1h", "per_second.1h", "weight.1h");
    weigh(metrics, 4);
    assertThat(points())
        .containsEntry("by_weight.1h", 0.5)
        .containsEntry("by_heaviest.1h", 0.5)
        .containsEntry("per_second.1h", 2.0 / 3_600);
    order(metrics, "no", "web"); // touches the heaviest not, and their ratio yet
    assertThat(points()).containsEntry("by_heaviest.1h", 0.75);
    weigh(metrics, -4);
    assertThat(points()).containsEntry("by_heaviest.1h", 1.0).doesNotContainKey("by_weight.1h");
    weigh(metrics, 5);
    assertThat(points()).containsEntry("by_weight.1h", 1.0);
  }

  private void weigh(List<Metric> metrics, double weight) {
    store(metrics, "[], []", "['weight'], [" + weight + "]");
  }

  private void order(List<Metric> metrics, String country, String channel) {
    store(
        metrics,
        "['country', 'device.channel'], ['%s', '%s']".formatted(country, channel),
        "[], []");
  }

  /** And rolls up. */
  private void store(List<Metric> metrics, String dimensions, String numbers) {
    block++;
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created)) VALUES
        ('%s', %d.000, toDateTime64('2024-03-01 00:00:00', 3, 'UTC'), 1,
         '00000000-0000-0000-0000-000000000001', %d, 0, 1, 'a', %d, '2100-01-01',
         %s, [], [], [], [], %s)"""
            .formatted(Orders.NAME, RawOrders.START_S + block, block, block, dimensions, numbers));
    new RawOrders(clickHouse).commit("a", block, block);
    EventType type =
        Orders.eventType(
            Orders.NAME, metrics.stream().map(metric -> Orders.at(metric, Orders.HOUR)).toList());
    new Rollup(Orders.catalog(type), clickHouse, metadata, Clock.systemUTC()).catchUp();
  }

  /** By path, the event type's name left out. */
  private Map<String, Double> points() {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT substring(path, length({event:String}) + 2) AS name, argMax(value, version) AS v
            FROM series GROUP BY path, time""",
            Map.of("event", Orders.NAME),
            row -> Map.entry(row.string("name"), row.float64("v")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }

  private List<String> paths() {
    return clickHouse.query(
        """
        SELECT DISTINCT substring(path, length({event:String}) + 2) AS name
        FROM series_index ORDER BY name""",
        Map.of("event", Orders.NAME),
        row -> row.string("name"));
  }
}
