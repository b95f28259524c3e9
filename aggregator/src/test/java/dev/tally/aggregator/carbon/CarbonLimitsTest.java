package dev.tally.aggregator.carbon;

import static dev.tally.aggregator.carbon.StoredPoints.MINUTE;
import static dev.tally.aggregator.carbon.StoredPoints.NOW;
import static dev.tally.aggregator.carbon.StoredPoints.STORED_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tally.aggregator.testing.Tables;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What carbon's clients may not send, and what it costs their neighbours: nothing. */
@ExtendWith(EngineExtension.class)
final class CarbonLimitsTest {
  private final ClickHouse clickHouse;
  private final StoredPoints stored;

  CarbonLimitsTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.stored = new StoredPoints(clickHouse);
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
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
      stored.awaitAll(
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
      stored.awaitAll(Map.of("a.b " + MINUTE, 1.0, "c " + MINUTE, 2.0));
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
      stored.awaitAll(Map.of("a.b " + MINUTE, 1.0));
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
      stored.awaitAll(Map.of("a.b " + MINUTE, 1.0));
    }
  }

  @Test
  void moreSeriesAreRefused() {
    CarbonLimits few = Carbon.LIMITS.withSeries(3);
    try (Carbon carbon = new Carbon(clickHouse, NOW, "", few)) {
      carbon.send(IntStream.range(0, 5).mapToObj(i -> "n%d 1 %d".formatted(i, MINUTE)).toList());
      stored.awaitAll(Map.of("n0 " + MINUTE, 1.0, "n1 " + MINUTE, 1.0, "n2 " + MINUTE, 1.0));
      carbon.send("n2 2 " + MINUTE);
      stored.awaitAll(Map.of("n0 " + MINUTE, 1.0, "n1 " + MINUTE, 1.0, "n2 " + MINUTE, 2.0));
      assertThat(carbon.refused()).isEqualTo(Map.of("series", 2));
      assertThat(carbon.gauge("series")).isEqualTo(3);
    }
    try (Carbon carbon = new Carbon(clickHouse, NOW.plusSeconds(1), "", few)) {
      carbon.send("n5 1 " + MINUTE, "n0 9 " + MINUTE);
      stored.awaitAll(Map.of("n0 " + MINUTE, 9.0, "n1 " + MINUTE, 1.0, "n2 " + MINUTE, 2.0));
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
      stored.awaitAll(Map.of("a " + MINUTE, 1.0));
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
      stored.awaitAll(Map.of("a " + MINUTE, 1.5));
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
