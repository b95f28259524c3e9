package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Weight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What metrics compute, as EDL declares it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregatesOfEdlTest {
  private static final DimensionSet COUNTRY = new DimensionSet(List.of("country"));

  private EventType type;

  @BeforeAll
  void load(@TempDir Path directory) {
    type =
        new EdlFolder(directory)
            .eventType(
                EdlFolder.HEAD
                    + """
                    message Order {
                      option (tally.event) = { owner: "shop" };
                      option (tally.metric) = { name: "share", ratio: { of: "paid", to: "orders" } };
                      option (tally.metric) = { name: "orders", count: {}, by: ["country", "country, ok"], resolution: ["1h", "1d"] };
                      option (tally.metric) = { name: "paid", count: {}, filter: "ok", by: "country", resolution: ["1d", "1m"] };
                      option (tally.metric) = { name: "visits", count: { weight: "n" } };
                      option (tally.metric) = { name: "seen", count: { probability: "price" } };
                      option (tally.metric) = { name: "worth", sum: { field: "price", probability: "p" } };
                      option (tally.metric) = { name: "spread", stddev: { field: "price" } };
                      option (tally.metric) = { name: "deviation", stddev: { field: "price", sample: true } };
                      option (tally.metric) = { name: "countries", uniq_exact: { field: "country" } };
                      option (tally.metric) = { name: "top", top_k: { field: "country" }, by: "ok" };
                      option (tally.metric) = { name: "top3", top_k: { field: "country", k: 3 } };
                      option (tally.metric) = { name: "prices", histogram: { field: "price", bounds: [-1, 0.5, 1e3] } };
                      option (tally.metric) = { name: "pace", rate: { of: "orders" }, by: "country", resolution: "1h" };
                      option (tally.metric) = { name: "earned", rate: { of: "worth" } };
                      option (tally.metric) = { name: "each", ratio: { of: "worth", to: "visits" } };
                      option (tally.metric) = { name: "candles", candle: { field: "price" } };
                      option (tally.metric) = { name: "trades", candle: { field: "price", volume: "n" } };
                      string country = 1 [(tally.field) = { dimension: MEDIUM }];
                      bool ok = 2;
                      int32 n = 3;
                      double price = 4 [(tally.field) = { unit: "USD" }];
                      double p = 5;
                    }
                    """);
  }

  private Metric metric(String name) {
    return type.metric(name).orElseThrow();
  }

  @Test
  void eachIsRead() {
    Weight n = new Weight("n", Weight.Kind.FACTOR);
    assertThat(type.metrics())
        .extracting(Metric::aggregate)
        .containsExactly(
            new Aggregate.Ratio("paid", "orders"),
            new Aggregate.Count(),
            new Aggregate.Count(),
            new Aggregate.WeightedCount(n),
            new Aggregate.WeightedCount(new Weight("price", Weight.Kind.PROBABILITY)),
            new Aggregate.WeightedSum("price", new Weight("p", Weight.Kind.PROBABILITY)),
            new Aggregate.Stddev("price", false),
            new Aggregate.Stddev("price", true),
            new Aggregate.UniqExact("country"),
            new Aggregate.TopK("country", Aggregate.TopK.K_DEFAULT),
            new Aggregate.TopK("country", 3),
            new Aggregate.Histogram("price", List.of(-1.0, 0.5, 1_000.0)),
            new Aggregate.Rate("orders"),
            new Aggregate.Rate("worth"),
            new Aggregate.Ratio("worth", "visits"),
            new Aggregate.Candle("price", Optional.empty()),
            new Aggregate.Candle("price", Optional.of("n")));
  }

  /** Though it stands before them. */
  @Test
  void aDerivedMetricHasWhatItsMetricsHaveInCommon() {
    assertThat(metric("share").dimensionSets()).containsExactly(DimensionSet.OVERALL, COUNTRY);
    assertThat(metric("share").resolutions()).containsExactly(Duration.ofDays(1));
    assertThat(metric("pace").resolutions()).containsExactly(Duration.ofHours(1));
    assertThat(metric("earned").resolutions()).containsExactly(Duration.ofMinutes(1));
  }

  @Test
  void unitsFollowFromThoseOfTheParts() {
    assertThat(metric("share").unit()).isEmpty();
    assertThat(metric("worth").unit()).isEqualTo("USD");
    assertThat(metric("each").unit()).isEqualTo("USD");
    assertThat(metric("pace").unit()).isEqualTo("1/s");
    assertThat(metric("earned").unit()).isEqualTo("USD/s");
    assertThat(metric("prices").unit()).isEmpty();
    assertThat(metric("spread").unit()).isEqualTo("USD");
    assertThat(metric("trades").unit()).isEqualTo("USD");
  }

  @Test
  void pathsNameStatisticsAndSets() {
    assertThat(metric("prices").aggregate().statistics())
        .containsExactly("le_-1", "le_0_5", "le_1000", "le_inf");
    assertThat(metric("spread").aggregate().statistics()).containsExactly("");
    assertThat(metric("candles").aggregate().statistics())
        .containsExactly("open", "high", "low", "close");
    assertThat(metric("top").seriesSets())
        .containsExactly(COUNTRY, new DimensionSet(List.of("ok", "country")));
    assertThat(metric("orders").seriesSets()).isEqualTo(metric("orders").dimensionSets());
  }
}
