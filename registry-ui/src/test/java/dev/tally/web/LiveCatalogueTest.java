package dev.tally.web;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.web.LiveOrders.Sent;
import dev.tally.web.PipelineStatus.Counts;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The oracle is the list of events that were sent, in Java. */
@ExtendWith(EngineExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveCatalogueTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:34:56Z");
  private static final String PATH = "/api/v1/event-types/" + LiveOrders.NAME;
  private static final List<Sent> SENT = LiveOrders.events(2_000, NOW, new Random(5));

  private TestServer server;

  @BeforeAll
  void store(ClickHouse clickHouse) {
    RegistryApi api =
        new RegistryApi(
            Catalog.of(LiveOrders.revisions()),
            clickHouse,
            () -> new Counts(0, 0, 0, 0),
            Clock.fixed(NOW, ZoneOffset.UTC));
    server = new TestServer(List.of(new Problems(), api));
    LiveOrders.store(clickHouse, SENT);
    says(clickHouse, 100, "java", "1.0", "alpha");
    says(clickHouse, 101, "java", "1.0", "alpha");
    says(clickHouse, 200, "java", "1.2", "beta");
    says(clickHouse, 300, "php", "0.9", "gamma");
  }

  @AfterAll
  void close() {
    server.close();
  }

  private static void says(
      ClickHouse clickHouse, int producer, String sdk, String version, String host) {
    clickHouse.execute(
        """
        INSERT INTO audit_reports (producer, event, minute, received, sdk, sdk_version, host)
        VALUES ({producer:UUID}, {event:String}, '2026-11-21 12:00:00', '2026-11-21 12:00:10',
            {sdk:String}, {version:String}, {host:String})
        """,
        Map.of(
            "producer", new UUID(7, producer),
            "event", LiveOrders.NAME,
            "sdk", sdk,
            "version", version,
            "host", host),
        Map.of());
  }

  private static List<Sent> within(Duration window) {
    return SENT.stream().filter(each -> !each.received().isBefore(NOW.minus(window))).toList();
  }

  private static Duration length(String window) {
    return window.equals("1h") ? Duration.ofHours(1) : Duration.ofDays(window.equals("1d") ? 1 : 7);
  }

  private JsonNode attribute(String window, String name) {
    for (JsonNode item : server.json(PATH + "/attributes?window=" + window).get("items")) {
      if (item.get("name").asString().equals(name)) {
        return item;
      }
    }
    throw new AssertionError(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1h", "1d", "7d"})
  void everyAttributeHasItsFillRateAndDistinctValues(String window) {
    List<Sent> events = within(length(window));
    JsonNode answer = server.json(PATH + "/attributes?window=" + window);

    assertThat(answer.get("events").asLong()).isEqualTo(events.size());
    assertThat(answer.get("received").asLong()).isEqualTo(events.size());
    assertThat(answer.get("items")).hasSize(15);
    for (JsonNode item : answer.get("items")) {
      String name = item.get("name").asString();
      if (name.equals("time")) {
        assertThat(item.has("fillRate")).isFalse();
        continue;
      }
      long having = events.stream().filter(each -> each.attributes().containsKey(name)).count();
      long distinct = values(events, name).stream().distinct().count();
      assertThat(item.get("events").asLong()).as(name).isEqualTo(having);
      assertThat(item.get("fillRate").asDouble())
          .as(name)
          .isEqualTo((double) having / events.size());
      assertThat(item.get("distinct").asLong()).as(name).isEqualTo(distinct);
    }
  }

  @Test
  void thoseThatOnlyOlderRevisionsHaveComeLast() {
    JsonNode items = server.json(PATH + "/attributes").get("items");

    assertThat(items.get(14).get("name").asString()).isEqualTo("coupon");
    assertThat(items.get(14).get("declared").asBoolean()).isFalse();
    assertThat(items.get(0).get("declared").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "gift", "note", "pieces", "tags", "coupon", "channel"})
  void frequentValuesAreCounted(String name) {
    Map<String, Long> expected =
        values(within(Duration.ofDays(7)), name).stream()
            .collect(groupingBy(Object::toString, counting()));

    assertThat(top(attribute("7d", name))).isEqualTo(expected).isNotEmpty();
  }

  @Test
  void frequentValuesComeMostFrequentFirst() {
    List<Long> counts = new ArrayList<>();
    attribute("7d", "status").get("top").forEach(each -> counts.add(each.get("events").asLong()));

    assertThat(counts).hasSize(3).isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void numbersHaveTheirRangeAndMedian() {
    List<Sent> events = within(Duration.ofDays(7));

    assertRange(
        attribute("7d", "price"),
        values(events, "price").stream()
            .map(v -> BigDecimal.valueOf((Long) v, 2))
            .sorted()
            .toList());
    assertRange(
        attribute("7d", "serial"),
        values(events, "serial").stream()
            .map(v -> new BigDecimal(Long.toUnsignedString((Long) v)))
            .sorted()
            .toList());
    assertRange(
        attribute("7d", "ratio"),
        values(events, "ratio").stream()
            .map(v -> BigDecimal.valueOf((Double) v))
            .sorted()
            .toList());
  }

  private static void assertRange(JsonNode item, List<BigDecimal> sorted) {
    assertThat(new BigDecimal(item.get("min").asString())).isEqualByComparingTo(sorted.getFirst());
    assertThat(new BigDecimal(item.get("median").asString()))
        .isEqualByComparingTo(sorted.get((sorted.size() - 1) / 2));
    assertThat(new BigDecimal(item.get("max").asString())).isEqualByComparingTo(sorted.getLast());
    assertThat(item.get("top")).isEmpty();
  }

  @Test
  void timesAreTimes() {
    List<Instant> paid =
        values(within(Duration.ofDays(1)), "paid").stream()
            .map(v -> Instant.EPOCH.plusNanos((Long) v * 1_000))
            .sorted()
            .toList();
    JsonNode item = attribute("1d", "paid");
    assertThat(Instant.parse(item.get("min").asString())).isEqualTo(paid.getFirst());
    assertThat(Instant.parse(item.get("max").asString())).isEqualTo(paid.getLast());

    List<Instant> times = within(Duration.ofDays(1)).stream().map(Sent::time).sorted().toList();
    JsonNode time = attribute("1d", "time");
    assertThat(Instant.parse(time.get("min").asString())).isEqualTo(times.getFirst());
    assertThat(Instant.parse(time.get("median").asString()))
        .isEqualTo(times.get((times.size() - 1) / 2));
  }

  @Test
  void examplesAreOfTheLatestEvents() {
    List<Sent> latest =
        within(Duration.ofDays(1)).stream()
            .sorted(Comparator.comparing(Sent::received).reversed())
            .limit(5)
            .toList();
    JsonNode examples = attribute("1d", "price").get("examples");

    assertThat(examples.get(0).asString())
        .isEqualTo(
            BigDecimal.valueOf((Long) values(List.of(latest.getFirst()), "price").getFirst(), 2)
                .toPlainString());
    assertThat(examples).hasSize(5);
  }

  @Test
  void personalValuesAreNotShown() {
    JsonNode email = attribute("7d", "email");
    assertThat(email.get("values").asString()).isEqualTo("HIDDEN");
    assertThat(email.get("distinct").asLong()).isEqualTo(50);
    JsonNode answer = server.json(PATH + "/attributes?window=7d");
    assertThat(answer.toString()).doesNotContain("@example.org");
  }

  @Test
  void ofAQuasiIdentifierOnlyCommonValuesAreShown() {
    JsonNode postcode = attribute("7d", "postcode");

    assertThat(postcode.get("values").asString()).isEqualTo("COMMON");
    assertThat(top(postcode).keySet()).containsExactlyInAnyOrder("100", "101", "102");
    assertThat(postcode.get("examples")).isEmpty();
    assertThat(postcode.get("distinct").asLong()).isGreaterThan(3);
    assertThat(server.json(PATH + "/attributes?window=7d").toString()).doesNotContain("RARE");
  }

  @Test
  void anAttributeThatNobodySendsHasNothing() {
    JsonNode never = attribute("7d", "never");

    assertThat(never.get("fillRate").asDouble()).isZero();
    assertThat(never.get("distinct").asLong()).isZero();
    assertThat(never.has("min")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"attributes?window=2h", "producers?window=forever"})
  void aWindowIsOneOfFour(String path) {
    JsonNode problem = server.json(PATH + "/" + path);

    assertThat(problem.get("status").asInt()).isEqualTo(400);
    assertThat(problem.get("detail").asString())
        .startsWith("window is '")
        .contains("1h, 1d, 7d, 30d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"attributes", "producers"})
  void anUnknownEventTypeIsNotFound(String what) {
    assertThat(server.get("/api/v1/event-types/no.Such/" + what).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1h", "1d", "7d"})
  void producersAreCountedByRevision(String window) {
    List<Sent> events = within(length(window));
    JsonNode answer = server.json(PATH + "/producers?window=" + window);

    long all = events.stream().map(Sent::producer).distinct().count();
    assertThat(answer.get("total").get("producers").asLong()).isEqualTo(all);
    assertThat(answer.get("total").get("events").asLong()).isEqualTo(events.size());
    Map<Integer, Long> producers = new HashMap<>();
    Map<Integer, Long> counts = new HashMap<>();
    for (JsonNode item : answer.get("items")) {
      int revision = item.get("revision").get("id").asInt();
      producers.merge(revision, item.get("senders").get("producers").asLong(), Long::sum);
      counts.merge(revision, item.get("senders").get("events").asLong(), Long::sum);
      assertThat(item.get("senders").get("share").asDouble())
          .isCloseTo(item.get("senders").get("producers").asDouble() / all, offset(1e-9));
    }
    for (int revision : List.of(LiveOrders.OLDEST, LiveOrders.MIDDLE, LiveOrders.LATEST)) {
      List<Sent> sent = events.stream().filter(each -> each.revision() == revision).toList();
      assertThat(counts.getOrDefault(revision, 0L)).isEqualTo(sent.size());
      assertThat(producers.getOrDefault(revision, 0L))
          .isEqualTo(sent.stream().map(Sent::producer).distinct().count());
    }
  }

  @Test
  void aProducerIsOfTheSdkThatItSays() {
    JsonNode items = server.json(PATH + "/producers?window=7d").get("items");
    JsonNode old = sender(items, LiveOrders.OLDEST, "java");

    assertThat(old.get("sdkVersion").asString()).isEqualTo("1.0");
    assertThat(old.get("revision").toString()).isEqualTo("{\"id\":11,\"number\":1,\"behind\":2}");
    List<Integer> silent =
        SENT.stream()
            .filter(each -> each.revision() == LiveOrders.OLDEST)
            .map(Sent::producer)
            .distinct()
            .filter(producer -> producer != 100 && producer != 101)
            .toList();
    long saying =
        Stream.of(100, 101)
            .filter(producer -> SENT.stream().anyMatch(each -> each.producer() == producer))
            .count();
    assertThat(old.get("senders").get("producers").asLong()).isEqualTo(saying);
    assertThat(old.get("senders").get("hosts").asInt()).isEqualTo(1);
    assertThat(old.get("senders").get("hostShare").asDouble()).isCloseTo(1.0 / 3, offset(1e-9));
    assertThat(sender(items, LiveOrders.OLDEST, "").get("senders").get("producers").asInt())
        .isEqualTo(silent.size());
    assertThat(sender(items, LiveOrders.LATEST, "php").get("revision").get("behind").asInt())
        .isZero();
  }

  private static JsonNode sender(JsonNode items, int revision, String sdk) {
    for (JsonNode item : items) {
      if (item.get("revision").get("id").asInt() == revision
          && item.get("sdk").asString().equals(sdk)) {
        return item;
      }
    }
    throw new AssertionError(revision + " " + sdk + " in " + items);
  }

  @Test
  void whoStillSendsWhatIsDeprecatedOrGone() {
    JsonNode retiring = server.json(PATH + "/producers?window=7d").get("retiring");

    assertThat(retiring).hasSize(2);
    for (JsonNode item : retiring) {
      String name = item.get("attribute").asString();
      assertThat(item.get("gone").asBoolean()).isEqualTo(name.equals("coupon"));
      Map<Integer, Long> expected =
          SENT.stream()
              .filter(each -> each.attributes().containsKey(name))
              .collect(groupingBy(Sent::revision, counting()));
      Map<Integer, Long> found = new HashMap<>();
      Instant last = Instant.EPOCH;
      for (JsonNode sender : item.get("senders")) {
        found.put(
            sender.get("revision").get("id").asInt(), sender.get("senders").get("events").asLong());
        Instant seen = Instant.parse(sender.get("senders").get("lastSeen").asString());
        last = seen.isAfter(last) ? seen : last;
      }
      assertThat(found).as(name).isEqualTo(expected).isNotEmpty();
      assertThat(last)
          .isEqualTo(
              SENT.stream()
                  .filter(each -> each.attributes().containsKey(name))
                  .map(Sent::received)
                  .max(Comparator.naturalOrder())
                  .orElseThrow());
    }
  }

  private static List<Object> values(List<Sent> events, String name) {
    return events.stream()
        .flatMap(each -> each.attributes().getOrDefault(name, List.of()).stream())
        .toList();
  }

  private static Map<String, Long> top(JsonNode item) {
    Map<String, Long> top = new HashMap<>();
    item.get("top")
        .forEach(each -> top.put(each.get("value").asString(), each.get("events").asLong()));
    return top;
  }
}
