package dev.tally.aggregator.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tally.aggregator.testing.GraphiteServer;
import dev.tally.aggregator.testing.HttpServer.Answer;
import dev.tally.aggregator.testing.Tables;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
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
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:30Z");

  /** The beginning of the minute. */
  private static final long MINUTE = NOW.getEpochSecond() - 30;

  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Duration STORED_MAX = Duration.ofSeconds(20);

  private final ClickHouse clickHouse;

  CarbonServerTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  /** All points, by path and time, straight from the table. */
  private Map<String, Double> stored() {
    Map<String, Double> points = new TreeMap<>();
    clickHouse
        .query(
            """
            SELECT concat(path, ' ', toString(toUnixTimestamp(time))) AS point, argMax(value, version) AS last
            FROM series GROUP BY path, time""",
            Map.of(),
            row -> Map.entry(row.string("point"), row.float64("last")))
        .forEach(point -> points.put(point.getKey(), point.getValue()));
    return points;
  }

  private void awaitStored(Map<String, Double> expected) {
    await().atMost(STORED_MAX).untilAsserted(() -> assertThat(stored()).isEqualTo(expected));
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
      awaitStored(
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
      assertThat(stored()).isEqualTo(expected);
    }
    // A later process goes on with later versions, and with what is there.
    try (Carbon carbon = new Carbon(clickHouse, NOW.plusSeconds(1))) {
      List<String> lines = lines(random, expected);
      carbon.send(lines);
      await().atMost(STORED_MAX).until(() -> carbon.count("stored") == lines.size());
    }
    clickHouse.execute("OPTIMIZE TABLE series FINAL");
    assertThat(stored()).isEqualTo(expected);
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
      awaitStored(expected);
      assertThat(carbon.count("points")).isEqualTo(lines.size());
      assertThat(carbon.refused()).isEmpty();
    }
  }

  @Test
  void badLinesCostTheirNeighboursNothing() {
    try (Carbon carbon = new Carbon(clickHouse, NOW)) {
      String tooLong = "l".repeat(CarbonLimits.LINE_BYTES_MAX - 13);
      List<String> lines =
          List.of(
              "good.n1 1 " + MINUTE,
              "bad 1",
              "bad 1 2 3",
              "bad",
              "bad x " + MINUTE,
              "bad nan " + MINUTE,
              "bad inf " + MINUTE,
              "bad 0x10 " + MINUTE,
              "bad 1d " + MINUTE,
              "bad 1e999 " + MINUTE,
              "bad 1 x",
              "bad 1 -2",
              "bad 1 nan",
              "bad 1 1e300",
              "bad 1 " + (MINUTE + 2 * 86_400),
              "bad 1 " + (MINUTE - 11L * 366 * 86_400),
              "bad.*.path 1 " + MINUTE,
              "shop.Order.orders.1m 1 " + MINUTE,
              tooLong + " 1 " + MINUTE,
              "x".repeat(100_000) + " 1 " + MINUTE,
              "good.n2 2 " + MINUTE,
              "good.n3 3 " + (MINUTE + 86_000),
              "good.n4 4 " + (MINUTE - 3_650L * 86_400));
      carbon.send(lines);
      long future = MINUTE + 86_000;
      long past = MINUTE - 3_650L * 86_400;
      awaitStored(
          Map.of(
              "good.n1 " + MINUTE, 1.0,
              "good.n2 " + MINUTE, 2.0,
              "good.n3 " + (future - future % 60), 3.0,
              "good.n4 " + (past - past % 60), 4.0));
      assertThat(carbon.refused())
          .isEqualTo(
              Map.of(
                  "malformed", 3,
                  "value", 6,
                  "time", 6,
                  "path", 2,
                  "reserved_path", 1,
                  "line_too_long", 1));
    }
  }

  @Test
  void aLineMayBeAsLongAsThat() throws IOException {
    try (Carbon carbon = new Carbon(clickHouse, NOW);
        Socket socket = carbon.lines()) {
      String point = "a.b 1 " + MINUTE;
      String blanks = " ".repeat(CarbonLimits.LINE_BYTES_MAX - point.length());
      Carbon.send(socket, point + blanks + "\r\n" + point + blanks + " \n" + "c 2 -1\n");
      awaitStored(Map.of("a.b " + MINUTE, 1.0, "c " + MINUTE, 2.0));
      assertThat(carbon.count("points")).isEqualTo(2);
      assertThat(carbon.refused()).isEqualTo(Map.of("line_too_long", 1));
    }
  }

  /** The end of a number may be missing: 17 is a time, too. */
  @Test
  void aLineWithoutAnEndIsNoPoint() throws IOException {
    try (Carbon carbon = new Carbon(clickHouse, NOW)) {
      try (Socket socket = carbon.lines()) {
        Carbon.send(socket, "a.b 1 %d\na.c 2 %d".formatted(MINUTE, MINUTE));
      }
      awaitStored(Map.of("a.b " + MINUTE, 1.0));
      await().atMost(STORED_MAX).until(() -> !carbon.refused().isEmpty());
      assertThat(carbon.refused()).isEqualTo(Map.of("unfinished", 1));
    }
  }

  @Test
  void aLineMayComeInPieces() throws IOException {
    try (Carbon carbon = new Carbon(clickHouse, NOW);
        Socket socket = carbon.lines()) {
      for (char c : "a.b 1 %d\n".formatted(MINUTE).toCharArray()) {
        Carbon.send(socket, String.valueOf(c));
      }
      awaitStored(Map.of("a.b " + MINUTE, 1.0));
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
      awaitStored(
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
                  assertThat(stored())
                      .containsEntry("fine.a " + (MINUTE + 20), 4.0)
                      .containsEntry("fine.b " + MINUTE, 5.0)
                      .hasSize(5));
    }
  }

  @Test
  void aPrefixIsPartOfThePath() {
    try (Carbon carbon = new Carbon(clickHouse, NOW, "old-metrics.", Carbon.LIMITS)) {
      carbon.send("shop.Order.orders.1m 1 " + MINUTE);
      awaitStored(Map.of("old-metrics.shop.Order.orders.1m " + MINUTE, 1.0));
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

  @Test
  void moreSeriesAreRefused() {
    CarbonLimits few = Carbon.LIMITS.withSeries(3);
    try (Carbon carbon = new Carbon(clickHouse, NOW, "", few)) {
      carbon.send(IntStream.range(0, 5).mapToObj(i -> "n%d 1 %d".formatted(i, MINUTE)).toList());
      carbon.send("n2 2 " + MINUTE);
      awaitStored(Map.of("n0 " + MINUTE, 1.0, "n1 " + MINUTE, 1.0, "n2 " + MINUTE, 2.0));
      assertThat(carbon.refused()).isEqualTo(Map.of("series", 2));
      assertThat(carbon.gauge("series")).isEqualTo(3);
    }
    try (Carbon carbon = new Carbon(clickHouse, NOW.plusSeconds(1), "", few)) {
      carbon.send("n5 1 " + MINUTE, "n0 9 " + MINUTE);
      awaitStored(Map.of("n0 " + MINUTE, 9.0, "n1 " + MINUTE, 1.0, "n2 " + MINUTE, 2.0));
      assertThat(carbon.refused()).isEqualTo(Map.of("series", 1));
    }
  }

  @Test
  void moreConnectionsAreClosed() throws IOException {
    try (Carbon carbon = new Carbon(clickHouse, NOW, "", Carbon.LIMITS.withConnections(2))) {
      try (Socket first = carbon.lines();
          Socket second = carbon.pickles()) {
        await().atMost(STORED_MAX).until(() -> carbon.gauge("connections") == 2);
        try (Socket third = carbon.lines()) {
          third.setSoTimeout((int) STORED_MAX.toMillis());
          assertThat(third.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(first.isClosed() || second.isClosed()).isFalse();
      }
      await().atMost(STORED_MAX).until(() -> carbon.gauge("connections") == 0);
      carbon.send("a 1 " + MINUTE);
      awaitStored(Map.of("a " + MINUTE, 1.0));
      assertThat(carbon.refused()).isEqualTo(Map.of("connection", 1));
    }
  }

  @Test
  void picklesHaveALimitAndTheirConnectionsEnd() throws IOException {
    try (Carbon carbon = new Carbon(clickHouse, NOW)) {
      for (byte[] begin :
          List.of(
              new byte[] {0, 16, 0, 1},
              new byte[] {-1, -1, -1, -1},
              "serv".getBytes(StandardCharsets.UTF_8))) {
        try (Socket socket = carbon.pickles()) {
          socket.getOutputStream().write(begin);
          socket.setSoTimeout((int) STORED_MAX.toMillis());
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
      }
      try (Socket socket = carbon.pickles()) {
        socket.getOutputStream().write(new byte[] {0, 0, 0, 9, 1, 2});
      }
      await().atMost(STORED_MAX).until(() -> carbon.refused().containsKey("unfinished"));
      assertThat(carbon.refused()).isEqualTo(Map.of("pickle_too_large", 3, "unfinished", 1));
    }
  }

  @Test
  void aBrokenPickleCostsTheNextOneNothing() throws IOException {
    try (Carbon carbon = new Carbon(clickHouse, NOW);
        Socket socket = carbon.pickles()) {
      byte[] broken = "cos\nsystem\n(S'true'\ntR.".getBytes(StandardCharsets.US_ASCII);
      byte[] good =
          "(lp0\n(S'a'\n(I%d\nF1.5\ntta(S'b'\n(I1\nF1.5\ntta."
              .formatted(MINUTE)
              .getBytes(StandardCharsets.US_ASCII);
      for (byte[] pickle : List.of(broken, good)) {
        socket.getOutputStream().write(new byte[] {0, 0, 0, (byte) pickle.length});
        socket.getOutputStream().write(pickle);
      }
      awaitStored(Map.of("a " + MINUTE, 1.5));
      assertThat(carbon.refused()).isEqualTo(Map.of("pickle", 1, "time", 1));
    }
  }

  @Test
  void whoSendsTooFastIsHeldBack() {
    try (Carbon carbon =
        new Carbon(clickHouse, NOW, "", Carbon.LIMITS.withPointsPerSecond(1_000))) {
      long begin = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        carbon.send(
            IntStream.range(0, 500).mapToObj(n -> "n%d 1 %d".formatted(n, MINUTE)).toList());
      }
      await().atMost(STORED_MAX).until(() -> carbon.count("points") == 2_500);
      carbon.send("last 1 " + MINUTE);
      await().atMost(STORED_MAX).until(() -> carbon.count("holds", "rate") > 0);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STORED_MAX);
      assertThat(carbon.refused()).isEmpty();
    }
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
      awaitStored(expected);
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
      assertThat(stored()).isEmpty();
    }
    assertThat(stored()).isEqualTo(Map.of("a " + MINUTE, 1.0));
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

  @Test
  void aPortThatIsTakenIsNamed() {
    try (Carbon carbon = new Carbon(clickHouse, NOW)) {
      CarbonSettings settings =
          new CarbonSettings(
              "127.0.0.1",
              OptionalInt.empty(),
              OptionalInt.of(carbon.picklePort()),
              "",
              List.of(),
              Carbon.LIMITS);
      assertThatThrownBy(
              () ->
                  CarbonServer.start(
                      settings, clickHouse, new SimpleMeterRegistry(), Clock.systemUTC()))
          .isInstanceOf(TallyException.class)
          .hasMessageContaining("carbon.pickle_port");
    }
  }

  @Test
  void numbersAreAsPythonWritesThem() {
    assertThat(NumberText.parse("-1.5e+300")).hasValue(-1.5e300);
    for (String text : List.of("", "1e", "1f", "--1", "٣", "1_000", "0x1p3", " 1", "NaN")) {
      assertThat(NumberText.parse(text)).as(text).isEmpty();
    }
    assertThat(NumberText.parse("9".repeat(NumberText.LENGTH_MAX + 1))).isEmpty();
  }
}
