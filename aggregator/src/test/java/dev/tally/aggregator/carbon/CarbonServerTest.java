package dev.tally.aggregator.carbon;

import static dev.tally.aggregator.carbon.StoredPoints.MINUTE;
import static dev.tally.aggregator.carbon.StoredPoints.NOW;
import static dev.tally.aggregator.carbon.StoredPoints.STORED_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tally.aggregator.testing.GraphiteServer;
import dev.tally.aggregator.testing.HttpServer.Answer;
import dev.tally.aggregator.testing.Tables;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Clients on real connections, and what is in the engine afterwards. */
@ExtendWith(EngineExtension.class)
final class CarbonServerTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private final ClickHouse clickHouse;
  private final StoredPoints stored;

  CarbonServerTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.stored = new StoredPoints(clickHouse);
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  private Answer get(String path, String... query) {
    try (GraphiteServer graphite = new GraphiteServer(clickHouse, NOW)) {
      return graphite.http().get(path, query);
    }
  }

  @Test
  void linesArePointsOfTheirMinute() {
    try (Carbon carbon = new Carbon(clickHouse, NOW)) {
      carbon.send(
          "servers.web01.cpu 1.5 " + (MINUTE + 7),
          "  servers.web02.cpu\t-2e3   %d.75\r".formatted(MINUTE - 1),
          "",
          "servers.web03.cpu 3 -1");
      stored.awaitAll(
          Map.of(
              "servers.web01.cpu " + MINUTE, 1.5,
              "servers.web02.cpu " + (MINUTE - 60), -2_000.0,
              "servers.web03.cpu " + MINUTE, 3.0));
      assertThat(carbon.refused()).isEmpty();
      assertThat(carbon.count("points")).isEqualTo(3);
      await().atMost(STORED_MAX).until(() -> carbon.count("stored") == 3);
    }
  }

  @Test
  void theyAreFoundAndRenderedLikeOurs() {
    try (Carbon carbon = new Carbon(clickHouse, NOW)) {
      carbon.send(
          "servers.web01.cpu 1 " + (MINUTE - 120),
          "servers.web01.cpu 2 " + MINUTE,
          "servers.web02.cpu 5 " + (MINUTE - 60),
          "servers.up 1 " + MINUTE);
      await().atMost(STORED_MAX).until(() -> carbon.count("stored") == 4);
    }
    String[] range = {"from", "-3min", "until", "now"};
    Answer answer = get("/render", query("servers.*.cpu", range));
    assertThat(answer.body().toString())
        .isEqualTo(
            """
            [{"target":"servers.web01.cpu","tags":{"name":"servers.web01.cpu","resolution":"1m"},\
            "datapoints":[[1,%1$d],[null,%2$d],[2,%3$d]]},\
            {"target":"servers.web02.cpu","tags":{"name":"servers.web02.cpu","resolution":"1m"},\
            "datapoints":[[null,%1$d],[5,%2$d],[null,%3$d]]}]"""
                .formatted(MINUTE - 120, MINUTE - 60, MINUTE));
    assertThat(
            get("/render", query("sumSeries(servers.*.cpu)", range))
                .body()
                .get(0)
                .get("datapoints")
                .toString())
        .isEqualTo("[[1,%d],[5,%d],[2,%d]]".formatted(MINUTE - 120, MINUTE - 60, MINUTE));
    assertThat(texts(get("/metrics/find", "query", "servers.*"), "id"))
        .containsExactly("servers.web01", "servers.web02", "servers.up");
    assertThat(texts(get("/metrics/find", "query", "servers.*.cpu", "from", "-1h"), "id"))
        .as("each name once, as in Graphite")
        .containsExactly("servers.*.cpu");
    assertThat(get("/metrics/find", "query", "servers.*.cpu", "until", "-2h").body()).isEmpty();
    assertThat(get("/tags").body().toString())
        .isEqualTo("[{\"tag\":\"name\"},{\"tag\":\"resolution\"}]");
  }

  private static String[] query(String target, String... range) {
    List<String> query = new ArrayList<>(List.of("target", target));
    query.addAll(List.of(range));
    return query.toArray(String[]::new);
  }

  private static List<String> texts(Answer answer, String field) {
    List<String> texts = new ArrayList<>();
    for (JsonNode node : answer.body()) {
      texts.add(node.get(field).asString());
    }
    return texts;
  }

  @Test
  void whatCameLaterIsRenderedAtOnce() {
    try (Carbon carbon = new Carbon(clickHouse, NOW);
        GraphiteServer graphite = new GraphiteServer(clickHouse, NOW)) {
      String[] query = {"target", "a.b", "from", "-1min", "noNullPoints", "1"};
      assertThat(graphite.http().get("/render", query).body()).isEmpty();
      for (int value = 1; value <= 3; value++) {
        carbon.send("a.b %d %d".formatted(value, MINUTE));
        String points = "[[%d,%d]]".formatted(value, MINUTE);
        await()
            .atMost(STORED_MAX)
            .untilAsserted(
                () ->
                    assertThat(graphite.http().get("/render", query).body().toString())
                        .contains(points));
      }
    }
  }

  /** Random points of few series and times, by many connections after each other. */
  @Test
  void ofEqualTimesTheLastWins() {
    Random random = new Random(20_261_122);
    Map<String, Double> expected = new TreeMap<>();
    try (Carbon carbon = new Carbon(clickHouse, NOW)) {
      int sent = 0;
      for (int round = 0; round < 20; round++) {
        List<String> lines = lines(random, expected);
        carbon.send(lines);
        sent += lines.size();
        int all = sent;
        await().atMost(STORED_MAX).until(() -> carbon.count("points") == all);
      }
      int all = sent;
      await().atMost(STORED_MAX).until(() -> carbon.count("stored") == all);
      assertThat(stored.all()).isEqualTo(expected);
    }
    // A later process goes on with later versions, and with what is there.
    try (Carbon carbon = new Carbon(clickHouse, NOW.plusSeconds(1))) {
      List<String> lines = lines(random, expected);
      carbon.send(lines);
      await().atMost(STORED_MAX).until(() -> carbon.count("stored") == lines.size());
    }
    clickHouse.execute("OPTIMIZE TABLE series FINAL");
    assertThat(stored.all()).isEqualTo(expected);
    assertThat(clickHouse.query("SELECT count() AS n FROM series", Map.of(), row -> row.int64("n")))
        .containsExactly((long) expected.size());
  }

  private static List<String> lines(Random random, Map<String, Double> expected) {
    List<String> lines = new ArrayList<>();
    for (int i = random.nextInt(400); i >= 0; i--) {
      String path = "random.n%d".formatted(random.nextInt(5));
      long time = MINUTE - random.nextInt(600);
      double value = random.nextInt(1_000) / 8.0;
      lines.add("%s %s %d".formatted(path, value, time));
      expected.put(path + " " + Math.floorDiv(time, 60) * 60, value);
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void picklesOfPythonAreTheSame(int protocol) throws Exception {
    assumeTrue(Files.isExecutable(PYTHON), "there is no " + PYTHON);
    Random random = new Random(protocol);
    Map<String, Double> expected = new TreeMap<>();
    try (Carbon carbon = new Carbon(clickHouse, NOW)) {
      List<String> lines = lines(random, expected);
      Path script =
          Path.of(
              Objects.requireNonNull(
                      CarbonServerTest.class.getResource("/dev/tally/aggregator/carbon/client.py"))
                  .toURI());
      Process process =
          new ProcessBuilder(
                  PYTHON.toString(),
                  script.toString(),
                  String.valueOf(carbon.picklePort()),
                  String.valueOf(protocol))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (PrintWriter in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8))) {
        lines.forEach(in::println);
      }
      assertThat(process.waitFor()).isZero();
      stored.awaitAll(expected);
      assertThat(carbon.count("points")).isEqualTo(lines.size());
      assertThat(carbon.refused()).isEmpty();
    }
  }

  @Test
  void seriesKeepTheStepTheyWereMadeWith() {
    StepRule fine = new StepRule(Pattern.compile("^fine\\."), Duration.ofSeconds(10));
    StepRule coarse = new StepRule(Pattern.compile("e"), Duration.ofHours(2));
    long halfHour = MINUTE - 1_800;
    try (Carbon carbon = new Carbon(clickHouse, NOW, "", Carbon.LIMITS, fine, coarse)) {
      carbon.send(
          "fine.a 1 " + (MINUTE + 17), "coarse.a 2 " + halfHour, "any.a 3 " + (MINUTE + 17));
      stored.awaitAll(
          Map.of(
              "fine.a " + (MINUTE + 10), 1.0,
              "coarse.a " + (halfHour - Math.floorMod(halfHour, 7_200L)), 2.0,
              "any.a " + MINUTE, 3.0));
    }
    try (Carbon carbon = new Carbon(clickHouse, NOW.plusSeconds(1))) {
      carbon.send("fine.a 4 " + (MINUTE + 29), "fine.b 5 " + (MINUTE + 29));
      await()
          .atMost(STORED_MAX)
          .untilAsserted(
              () ->
                  assertThat(stored.all())
                      .containsEntry("fine.a " + (MINUTE + 20), 4.0)
                      .containsEntry("fine.b " + MINUTE, 5.0)
                      .hasSize(5));
    }
  }

  @Test
  void aPrefixIsPartOfThePath() {
    try (Carbon carbon = new Carbon(clickHouse, NOW, "old-metrics.", Carbon.LIMITS)) {
      carbon.send("shop.Order.orders.1m 1 " + MINUTE);
      stored.awaitAll(Map.of("old-metrics.shop.Order.orders.1m " + MINUTE, 1.0));
    }
  }

  @Test
  void taggedSeriesAreFoundByTheirTags() {
    try (Carbon carbon = new Carbon(clickHouse, NOW)) {
      carbon.send(
          "disk.used;server=s1;rack=a.1 1 " + MINUTE,
          "disk.used;rack=a.1;server=s2 2 " + MINUTE,
          "disk.used;metric=x 4 " + MINUTE,
          "disk.used 8 " + MINUTE);
      await().atMost(STORED_MAX).until(() -> carbon.count("stored") == 4);
    }
    assertThat(sum("seriesByTag('name=disk.used')")).isEqualTo(15);
    assertThat(sum("seriesByTag('name=disk.used','rack=a.1')")).isEqualTo(3);
    assertThat(sum("seriesByTag('server=~s')")).isEqualTo(3);
    assertThat(sum("seriesByTag('name=~disk','server=')")).isEqualTo(12);
    assertThat(sum("seriesByTag('metric_=x')")).isEqualTo(4);
    assertThat(sum("disk.*")).isEqualTo(8);
    assertThat(sum("disk.used")).isEqualTo(8);
    assertThat(sum("disk.used;rack=a.1;server=s2")).isEqualTo(2);
    Answer one = get("/render", "target", "seriesByTag('server=s1')", "from", "-1min");
    assertThat(one.body().get(0).get("tags").toString())
        .isEqualTo(
            "{\"by\":\"rack,server\",\"name\":\"disk.used\",\"rack\":\"a.1\",\"resolution\":\"1m\",\"server\":\"s1\"}");
    assertThat(texts(get("/metrics/find", "query", "disk.*"), "id")).containsExactly("disk.used");
    assertThat(
            get("/tags/autoComplete/values", "tag", "name", "expr", "rack=a.1").body().toString())
        .isEqualTo("[\"disk.used\"]");
  }

  private double sum(String target) {
    Answer answer = get("/render", "target", "sumSeries(%s)".formatted(target), "from", "-1min");
    return answer.body().get(0).get("datapoints").get(0).get(0).asDouble();
  }

  /** The table is gone for a while, as an engine may be. */
  @Test
  void whileTheEngineFailsFewPointsWaitAndNoneIsLost() throws IOException {
    int waitingMax = 500;
    int each = 2_000;
    Map<String, Double> expected = new TreeMap<>();
    try (Carbon carbon =
            new Carbon(clickHouse, NOW, "", Carbon.LIMITS.withPointsWaiting(waitingMax));
        Socket socket = carbon.lines()) {
      clickHouse.execute("RENAME TABLE series TO series_away");
      try {
        for (int n = 0; n < each; n++) {
          double value = n / 4.0;
          long time = MINUTE - 60L * (n % 100);
          String path = "n%d".formatted(n / 100);
          expected.put(path + " " + time, value);
          Carbon.send(socket, "%s %s %d\n".formatted(path, value, time));
        }
        await().atMost(STORED_MAX).until(() -> carbon.count("holds", "engine") > 0);
        await().atMost(STORED_MAX).until(() -> carbon.count("write.failures") > 1);
        // One read of a connection may come on top.
        assertThat(carbon.gauge("waiting")).isBetween(waitingMax, waitingMax + 1_000);
        assertThat(carbon.count("stored")).isEqualTo(0);
      } finally {
        clickHouse.execute("RENAME TABLE series_away TO series");
      }
      stored.awaitAll(expected);
      await().atMost(STORED_MAX).until(() -> carbon.count("stored") == each);
      assertThat(carbon.count("lost")).isEqualTo(0);
      assertThat(carbon.gauge("waiting")).isEqualTo(0);
    }
  }

  @Test
  void whatWasTakenIsStoredAtTheEnd() {
    CarbonLimits slow = Carbon.LIMITS.withFlushInterval(Duration.ofHours(1));
    try (Carbon carbon = new Carbon(clickHouse, NOW, "", slow)) {
      carbon.send("a 1 " + MINUTE);
      await().atMost(STORED_MAX).until(() -> carbon.gauge("waiting") == 1);
      assertThat(stored.all()).isEmpty();
    }
    assertThat(stored.all()).isEqualTo(Map.of("a " + MINUTE, 1.0));
  }

  /** So that it is not written with each point. */
  @Test
  void theIndexKnowsWholeHours() throws RefusedException {
    KnownOne one = new KnownOne(SeriesPath.parse("a.b"), 60);
    long written =
        IntStream.range(0, 120)
            .filter(minute -> one.noted(MINUTE - minute * 60L).isPresent())
            .count();
    assertThat(written).isEqualTo(3);
    try (Carbon carbon = new Carbon(clickHouse, NOW)) {
      for (int minute = 0; minute < 120; minute++) {
        carbon.send("a.b 1 " + (MINUTE - minute * 60L));
      }
      await().atMost(STORED_MAX).until(() -> carbon.count("stored") == 120);
    }
    assertThat(
            clickHouse.query(
                """
                SELECT toString(min(time_min)) AS first, toString(max(time_max)) AS last
                FROM series_index WHERE path = 'a.b'""",
                Map.of(),
                row -> row.string("first") + " " + row.string("last")))
        .containsExactly("2026-11-22 10:00:00 2026-11-22 12:59:59");
  }
}
