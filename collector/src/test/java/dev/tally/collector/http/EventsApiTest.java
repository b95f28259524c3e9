package dev.tally.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.tally.collector.Collector;
import dev.tally.collector.CollectorSettings;
import dev.tally.collector.Samples;
import dev.tally.collector.StoredEvents;
import dev.tally.collector.admission.Caller;
import dev.tally.collector.journal.JournalSettings;
import dev.tally.collector.json.JsonLimits;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.storage.view.EventViews;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(EngineExtension.class)
class EventsApiTest {
  private static final String CLICK =
      "{\"event\":\"sample.Clicked\",\"attributes\":{\"country\":\"NO\",\"page\":\"%s\"}}";

  private final ClickHouse clickHouse;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  @TempDir private Path journal;

  EventsApiTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private Collector start(Path directory) {
    return start(CollectorSettings.of(0, directory), clickHouse);
  }

  private Collector start(CollectorSettings settings, ClickHouse engine) {
    return Collector.start(
        settings,
        Catalog.of(List.of(Samples.CLICKED, Samples.bounded(), Visits.VISIT)),
        engine,
        registry,
        Clock.systemUTC());
  }

  private static EdgeServer open(Collector collector) {
    return new EdgeServer(collector.eventsApi(WriteKeys.none()));
  }

  private long stored(Collector collector, String page) {
    StoredEvents.awaitSettled(collector);
    return clickHouse
        .query(
            "SELECT count() AS n FROM events WHERE has(str_values, {page:String})",
            Map.of("page", page),
            row -> row.int64("n"))
        .getFirst();
  }

  @Test
  void takesAnObjectAnArrayAndLinesPlainAndCompressed() throws IOException {
    String one = CLICK.formatted("forms");
    String lines = one + "\n\n" + one + "\r\n" + one;
    byte[] array = ("[" + one + "," + one + "]").getBytes(StandardCharsets.UTF_8);
    try (Collector collector = start(journal);
        EdgeServer server = open(collector)) {
      assertThat(server.json(one).number("accepted")).isEqualTo(1);
      assertThat(server.lines(lines).number("accepted")).isEqualTo(3);
      assertThat(server.post("", array).number("accepted")).isEqualTo(2);
      assertThat(
              server.post("", array, "Content-Type", "text/plain;charset=UTF-8").number("accepted"))
          .isEqualTo(2);
      assertThat(
              server
                  .post("", gzip(array), "Content-Encoding", "gzip", "Content-Type", "text/plain")
                  .number("accepted"))
          .isEqualTo(2);
      assertThat(
              server.post("", Zstd.compress(array), "Content-Encoding", "zstd").number("accepted"))
          .isEqualTo(2);
      assertThat(server.json(one + "\n" + one).number("accepted")).isEqualTo(2);
      assertThat(server.json("[]").number("accepted")).isZero();
      assertThat(stored(collector, "forms")).isEqualTo(14);
      assertThat(registry.get("tally.collector.http.events").counter().count()).isEqualTo(14);
    }
  }

  @Test
  void coercesEveryKindOfValue() {
    String event =
        """
        {"attributes":{"user_id":"-9007199254740993","country":"NØ","device":{"os":"ANDROID"},
          "device.version":3e0,"tags":["a","b",""],"labels":{"x":1,"y":"-2"},"photo":"aGk_",
          "paid":"true","price":"1.5","seen":1700000000123,"big":18446744073709551615,
          "delta":-3,"ratio":0.25,"mask":4294967295},
         "time":"2026-01-31T13:30:00.25+01:00","event":"sample.Visit","id":null}
        """;
    try (Collector collector = start(journal);
        EdgeServer server = open(collector)) {
      new EventViews(clickHouse).publish(Visits.VISIT.eventType());
      EdgeServer.Answer answer = server.json(event);
      assertThat(answer.errors()).isEmpty();
      assertThat(answer.number("accepted")).isEqualTo(1);
      StoredEvents.awaitSettled(collector);
      assertThat(
              clickHouse
                  .query(
                      """
                      SELECT toString(tuple(user_id, country, `device.os`, `device.version`, tags,
                          labels, hex(photo), paid, price, seen, big, delta, ratio, mask,
                          toUnixTimestamp64Milli(time))) AS line
                      FROM %s.sample_Visit
                      """
                          .formatted(clickHouse.endpoint().viewsDatabase()),
                      Map.of(),
                      row -> row.string("line"))
                  .getFirst())
          .isEqualTo(
              "(-9007199254740993,'NØ','ANDROID',3,['a','b',''],{'x':1,'y':-2},'68693F',true,1.5,"
                  + "'2023-11-14 22:13:20.123000',18446744073709551615,-3,0.25,4294967295,"
                  + "1769862600250)");
    }
  }

  @Test
  void aBadEventSinksNobodyElse() {
    List<String> bad =
        List.of(
            "7",
            "{\"attributes\":{}}",
            "{\"event\":\"no.Such\",\"attributes\":{\"a\":[{}]}}",
            "{\"event\":\"sample.Clicked\",\"more\":{}}",
            "{\"event\":\"sample.Clicked\",\"attributes\":{\"page\":\"p\"}}",
            visit("\"nobody\":1"),
            visit("\"device.serial\":1"),
            visit("\"user_id\":1.5"),
            visit("\"user_id\":9223372036854775808"),
            visit("\"user_id\":\"1e1000000000\""),
            visit("\"device\":{\"os\":\"BEOS\"}"),
            visit("\"device\":\"x\""),
            visit("\"device\":{\"os\":{\"deep\":[1]}}"),
            visit("\"tags\":\"a\""),
            visit("\"tags\":[null]"),
            visit("\"labels\":[1]"),
            visit("\"paid\":1"),
            visit("\"photo\":\"***\""),
            visit("\"seen\":\"yesterday\""),
            visit("\"country\":5"),
            visit("\"device.os\":1,\"device\":{\"os\":1}"),
            "{\"event\":\"sample.Visit\",\"time\":\"2026-13-01T00:00:00Z\"}",
            "{\"event\":\"sample.Clicked\",\"id\":\"\"}");
    String good = CLICK.formatted("neighbour");
    String array =
        bad.stream().map(event -> event + "," + good).collect(Collectors.joining(",", "[", "]"));
    try (Collector collector = start(journal);
        EdgeServer server = open(collector)) {
      EdgeServer.Answer answer = server.json(array);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.errors())
          .containsExactly(
              "0 EVENT_MALFORMED",
              "2 EVENT_MALFORMED",
              "4 EVENT_TYPE_UNKNOWN",
              "6 EVENT_MALFORMED",
              "8 ATTRIBUTE_MISSING country",
              "10 ATTRIBUTE_UNKNOWN nobody",
              "12 ATTRIBUTE_UNKNOWN device.serial",
              "14 ATTRIBUTE_INVALID user_id",
              "16 ATTRIBUTE_INVALID user_id",
              "18 ATTRIBUTE_INVALID user_id",
              "20 ATTRIBUTE_INVALID device.os",
              "22 ATTRIBUTE_INVALID device",
              "24 ATTRIBUTE_INVALID device.os",
              "26 ATTRIBUTE_INVALID tags",
              "28 ATTRIBUTE_INVALID tags",
              "30 ATTRIBUTE_INVALID labels",
              "32 ATTRIBUTE_INVALID paid",
              "34 ATTRIBUTE_INVALID photo",
              "36 ATTRIBUTE_INVALID seen",
              "38 ATTRIBUTE_INVALID country",
              "40 ATTRIBUTE_INVALID device.os",
              "42 ATTRIBUTE_INVALID",
              "44 EVENT_MALFORMED");
      assertThat(answer.number("accepted")).isEqualTo(bad.size());
      assertThat(answer.number("rejected")).isEqualTo(bad.size());
      assertThat(server.lines(good + "\n{\"event\":\n" + good + " {}\n" + good + "\n[]\n").errors())
          .containsExactly("1 EVENT_MALFORMED", "2 EVENT_MALFORMED", "4 EVENT_MALFORMED");
      assertThat(stored(collector, "neighbour")).isEqualTo(bad.size() + 2L);
      assertThat(collector.status().rejected()).isZero();
    }
  }

  @Test
  void answersWhatTheRulesAndBoundsOfItsTypeRefuse() {
    long nowMs = System.currentTimeMillis();
    String event =
        "{\"event\":\"sample.Bounded\",\"time\":%d,\"attributes\":{\"country\":\"NO\",\"page\":\"%s\"}}";
    String array =
        Stream.of(
                event.formatted(nowMs, "bounded"),
                event.formatted(nowMs, "too long"),
                event.formatted(nowMs - Duration.ofHours(2).toMillis(), "old"),
                event.formatted(nowMs + Duration.ofHours(2).toMillis(), "ahead"),
                event.formatted(nowMs, "bounded"))
            .collect(Collectors.joining(",", "[", "]"));
    try (Collector collector = start(journal);
        EdgeServer server = open(collector)) {
      EdgeServer.Answer answer = server.json(array);
      assertThat(answer.errors())
          .containsExactly("1 ATTRIBUTE_INVALID page", "2 TIME_TOO_OLD", "3 TIME_TOO_FAR_AHEAD");
      assertThat(answer.number("accepted")).isEqualTo(2);
      assertThat(stored(collector, "bounded")).isEqualTo(2);
      assertThat(collector.status().rejected()).isZero();
    }
  }

  private static String visit(String attributes) {
    return "{\"event\":\"sample.Visit\",\"attributes\":{\"country\":\"NO\"," + attributes + "}}";
  }

  @Test
  void refusesWhatItCannotRead() throws IOException {
    byte[] bomb = new byte[HttpLimits.BODY_BYTES_MAX + 1];
    Arrays.fill(bomb, (byte) ' ');
    try (Collector collector = start(journal);
        EdgeServer server = open(collector)) {
      assertThat(server.json("").status()).isEqualTo(400);
      assertThat(server.json("[{\"event\"").status()).isEqualTo(400);
      assertThat(server.json("[" + CLICK.formatted("lost") + ",{]").code())
          .isEqualTo("REQUEST_INVALID");
      assertThat(server.json("[".repeat(50) + "]".repeat(50)).status()).isEqualTo(400);
      assertThat(server.json(CLICK.formatted("x".repeat(JsonLimits.STRING_CHARS_MAX + 1))).status())
          .isEqualTo(400);
      assertThat(server.post("", bomb, "Content-Type", "application/json").status()).isEqualTo(413);
      EdgeServer.Answer gzipped = server.post("", gzip(bomb), "Content-Encoding", "gzip");
      assertThat(gzipped.status()).isEqualTo(413);
      assertThat(gzipped.body().path("detail").asString()).contains("decompressed");
      assertThat(server.post("", Zstd.compress(bomb), "Content-Encoding", "zstd").status())
          .isEqualTo(413);
      assertThat(server.post("", new byte[] {1, 2}, "Content-Encoding", "gzip").status())
          .isEqualTo(400);
      assertThat(server.post("", new byte[2], "Content-Encoding", "br").status()).isEqualTo(415);
      assertThat(server.post("", new byte[2], "Content-Type", "multipart/form-data").status())
          .isEqualTo(415);
      assertThat(server.json("[" + "0,".repeat(HttpLimits.REQUEST_EVENTS_MAX) + "0]").status())
          .isEqualTo(413);
      EdgeServer.Answer atLimit =
          server.json("[" + "0,".repeat(HttpLimits.REQUEST_EVENTS_MAX - 1) + "0]");
      assertThat(atLimit.number("rejected")).isEqualTo(HttpLimits.REQUEST_EVENTS_MAX);
      assertThat(atLimit.errors()).hasSize(HttpLimits.ERRORS_LISTED_MAX);
      assertThat(stored(collector, "lost")).isZero();
    }
  }

  @Test
  void anIdCountsOnceAlsoAfterRestarts() {
    CollectorSettings small =
        CollectorSettings.of(0, journal)
            .withJournal(JournalSettings.DEFAULTS.withBytesMax(1 << 20, 4 << 10));
    String ten =
        IntStream.range(0, 10).mapToObj(EventsApiTest::identified).collect(Collectors.joining(","));
    for (int round = 0; round < 3; round++) {
      try (Collector collector = start(small, clickHouse);
          EdgeServer server = open(collector)) {
        EdgeServer.Answer answer = server.json("[" + ten + "," + identified(3) + "]");
        assertThat(answer.number("accepted")).isEqualTo(11);
        assertThat(answer.number("repeated")).isEqualTo(round == 0 ? 1 : 11);
        // Enough to fill segments, so that those with the ids above are deleted.
        for (int i = 0; i < 20; i++) {
          server.json("[" + CLICK.formatted("filler".repeat(100)) + "]");
        }
        assertThat(server.json(identified(10 + round)).number("repeated")).isZero();
        assertThat(stored(collector, "once")).isEqualTo(11 + round);
      }
      assertThat(journal.resolve("0000000000000000001.segment"))
          .as("the ids outlive the segment that they came in")
          .doesNotExist();
    }
  }

  /**
   * The third start passes over the first segment, which is stored and, with a second one behind
   * it, not the last; nothing has deleted it.
   */
  @Test
  void anIdOfASegmentThatIsPassedOverIsKnown() {
    CollectorSettings settings = CollectorSettings.of(0, journal).withCloseTimeout(Duration.ZERO);
    try (Collector collector = start(settings, clickHouse);
        EdgeServer server = open(collector)) {
      server.json(passed(1));
      StoredEvents.awaitSettled(collector);
    }
    try (ClickHouse away = ClickHouse.connect(StoredEvents.nowhere());
        Collector collector = start(settings, away);
        EdgeServer server = open(collector)) {
      assertThat(server.json(passed(2)).number("repeated")).isZero();
    }
    try (Collector collector = start(settings, clickHouse);
        EdgeServer server = open(collector)) {
      assertThat(server.json(passed(1)).number("repeated")).isEqualTo(1);
      assertThat(server.json(passed(2)).number("repeated")).isEqualTo(1);
    }
  }

  @Test
  void whoeverSendsAByteNowAndThenIsCutOff() throws IOException {
    String head =
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: 100000\r\n\r\n[";
    try (Collector collector = start(journal);
        EdgeServer server = open(collector);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                socket.getOutputStream().write(' ');
                return socket.getInputStream().available() > 0;
              });
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 400");
    }
  }

  private static String passed(int id) {
    return identified(id).replace("e-", "p-").replace("once", "passed");
  }

  private static String identified(int id) {
    return "{\"id\":\"e-%d\",\"event\":\"sample.Clicked\",\"attributes\":{\"country\":\"NO\",\"page\":\"once\"}}"
        .formatted(id);
  }

  @Test
  void aFullCollectorSaysWhenToComeBackAndLosesNothing() {
    CollectorSettings small =
        CollectorSettings.of(0, journal)
            .withJournal(JournalSettings.DEFAULTS.withBytesMax(8 << 10, 2 << 10));
    int accepted = 0;
    EdgeServer.Answer last;
    try (ClickHouse away = ClickHouse.connect(StoredEvents.nowhere());
        Collector collector = start(small.withCloseTimeout(Duration.ZERO), away);
        EdgeServer server = open(collector)) {
      do {
        last = server.json(full(accepted));
        accepted++;
      } while (last.status() == 200);
      assertThat(last.status()).isEqualTo(429);
      assertThat(last.response().headers().firstValue("Retry-After")).contains("1");
      assertThat(last.code()).isEqualTo("JOURNAL_FULL");
    }
    try (Collector collector = start(small, clickHouse);
        EdgeServer server = open(collector)) {
      StoredEvents.awaitSettled(collector);
      assertThat(server.json(full(0)).number("repeated")).isEqualTo(1);
      assertThat(server.json(full(accepted - 1)).number("repeated")).isZero();
      assertThat(stored(collector, "full")).isEqualTo(accepted);
    }
  }

  private static String full(int id) {
    return "{\"id\":\"f%d\",\"event\":\"sample.Clicked\",\"attributes\":{\"country\":\"%s\",\"page\":\"full\"}}"
        .formatted(id, "x".repeat(500));
  }

  @Test
  void aKeyIsNeededOnceThereIsOne() {
    WriteKeys keys =
        new WriteKeys() {
          @Override
          public boolean areRequired() {
            return true;
          }

          @Override
          public Optional<Caller> find(String key) {
            return Optional.of(key)
                .filter(k -> k.startsWith("good-"))
                .map(name -> new Caller(name, name, Optional.empty()));
          }

          @Override
          public Optional<Caller> now(Caller caller) {
            return Optional.of(caller);
          }
        };
    byte[] event = identified(77).replace("once", "keyed").getBytes(StandardCharsets.UTF_8);
    try (Collector collector = start(journal);
        EdgeServer server = new EdgeServer(collector.eventsApi(keys))) {
      EdgeServer.Answer without = server.post("", event);
      assertThat(without.status()).isEqualTo(401);
      assertThat(without.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(server.post("", event, "Authorization", "Bearer bad").status()).isEqualTo(401);
      assertThat(server.post("", event, "Authorization", "Basic good-1").status()).isEqualTo(401);
      assertThat(server.post("", event, "Authorization", "Bearer good-1").number("accepted"))
          .isEqualTo(1);
      assertThat(server.post("?write_key=good-1", event).number("repeated")).isEqualTo(1);
      assertThat(server.post("?write_key=good-2", event).number("repeated"))
          .as("another sender's ids are others")
          .isZero();
    }
  }

  @Test
  void aPageOfAnyOriginMaySend() {
    try (Collector collector = start(journal);
        EdgeServer server = open(collector)) {
      EdgeServer.Answer preflight =
          server.options("Origin", "https://shop.example", "Access-Control-Request-Method", "POST");
      assertThat(preflight.status()).isEqualTo(204);
      assertThat(preflight.response().headers().map())
          .containsEntry("access-control-allow-origin", List.of("https://shop.example"))
          .containsEntry("access-control-allow-credentials", List.of("true"))
          .containsKey("access-control-allow-headers");
      EdgeServer.Answer answer =
          server.post("", "{".getBytes(StandardCharsets.UTF_8), "Origin", "https://shop.example");
      assertThat(answer.response().headers().firstValue("Access-Control-Allow-Origin"))
          .contains("https://shop.example");
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
