package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a person is told of the cost of metrics, and can do about a dimension that is full. */
final class MetricsTest {
  private static final Duration TIME_MAX = Duration.ofSeconds(60);
  private static final int VIEWS = 100;
  private static final int PAGES = 10;
  private static final int PAGES_MAX = 4;
  private static final String EDL =
      """
      syntax = "proto3";
      package shop;
      import "tally/edl.proto";
      message View {
        option (tally.event) = { owner: "tests", raw_retention: "3660d" };
        option (tally.metric) = { name: "views", count: {}, by: "page", resolution: "1d" };
        string page = 1 [(tally.field) = { dimension: MEDIUM, max_values: 4 }];
      }
      """;
  private static final String MAPPING =
      """
      time: at
      attributes:
        page: page
      events:
        - event: shop.View
      """;

  @TempDir private static Path folder;
  private static TestInstallation tally;

  @BeforeAll
  static void start() {
    tally = new TestInstallation(folder);
  }

  @AfterAll
  static void stop() {
    tally.close();
  }

  /** On one day, as many of each page. */
  private static String views() {
    return IntStream.range(0, VIEWS)
        .mapToObj(
            i ->
                "{\"at\":\"2026-01-05T%02d:00:00Z\",\"page\":\"p%d\"}".formatted(i % 24, i % PAGES))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String cardinality() {
    return tally.run("metrics", "cardinality");
  }

  private static String evict() {
    return tally.run("metrics", "evict", "shop.View", "page", "--unseen", "30d");
  }

  /** Nobody declared it. */
  private static void checkAlert() throws IOException {
    JsonNode seen = tally.get("/api/v1/dimensions?eventType=shop.View").path("items").path(0);
    assertThat(seen.path("values").asInt()).isEqualTo(PAGES);
    assertThat(seen.path("use").asString()).isEqualTo("OVER");
    await()
        .atMost(TIME_MAX)
        .until(() -> tally.get("/api/v1/alerts?state=firing").path("total").asInt() == 1);
    JsonNode alert = tally.get("/api/v1/alerts?eventType=shop.View").path("items").path(0);
    assertThat(alert.path("kind").asString()).isEqualTo("DIMENSION");
    assertThat(alert.path("metric").asString()).isEqualTo("page");
    assertThat(alert.path("value").asInt()).isEqualTo(PAGES);
    assertThat(alert.path("upper").asInt()).isEqualTo(PAGES_MAX);
    assertThat(alert.path("note").asString()).contains("new last: p");
  }

  @Test
  void aFullDimensionIsSeenAndGivesUpPlaces() throws IOException {
    tally.publish("views", EDL);
    Path views = Files.writeString(folder.resolve("views.ndjson"), views());
    Path mapping = Files.writeString(folder.resolve("mapping.yaml"), MAPPING);
    tally.run("import", "--mapping", mapping.toString(), views.toString());
    await().atMost(TIME_MAX).until(() -> cardinality().contains("views "));

    assertThat(tally.run("metrics", "plan"))
        .contains("shop.View  %d events received on ".formatted(VIEWS))
        .contains("'page' has 10 values on this day, and at most 4 have series of their own")
        .as("with __other__, and none at all")
        .containsPattern("views +count +page +1d +at most %d\n".formatted(PAGES_MAX + 2));
    assertThat(tally.run("metrics", "plan", "--statements")).contains("GROUPING SETS");

    int beyond = PAGES - PAGES_MAX;
    await().atMost(TIME_MAX).until(() -> cardinality().contains("OVER"));
    checkAlert();
    assertThat(cardinality())
        .containsPattern(
            "shop.View +page +4 +4 +10 +250 %% OVER +full: %d values, %d events in __other__"
                .formatted(beyond, beyond * VIEWS / PAGES))
        .containsPattern("shop.View +views +page +%d ".formatted(PAGES_MAX + 1));

    assertThat(evict()).as("their places are new").startsWith("0 values of page ");
    try (ClickHouse engine = tally.connect()) {
      engine.execute(
          "ALTER TABLE admitted_values UPDATE admitted = admitted - INTERVAL 31 DAY WHERE 1 SETTINGS mutations_sync = 1");
    }
    assertThat(evict()).isEqualTo("4 values of page of shop.View gave up their places\n");
    assertThat(cardinality()).containsPattern("shop.View +page +0 +4 +10 +250 % OVER +\n");
    assertThat(tally.tryRun("metrics", "evict", "shop.View", "page", "--unseen", "soon").err())
        .contains("unseen: 'soon' is no duration as in 90d");
    assertThat(tally.tryRun("metrics", "evict", "shop.View", "pages", "--unseen", "30d").err())
        .contains("no metric of shop.View is by a dimension 'pages'");
  }
}
