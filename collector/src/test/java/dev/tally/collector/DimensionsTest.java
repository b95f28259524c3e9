package dev.tally.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.tally.collector.encode.Batches;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.ClassUse;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.Shape;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.Batch;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.sketch.DistinctSketch;
import dev.tally.storage.statement.SelectObservedDimensions;
import dev.tally.storage.statement.SelectObservedDimensions.Observed;
import dev.tally.storage.testing.EngineExtension;
import io.javalin.Javalin;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How many values dimensions have, against what SQL counts in the events that were stored. */
@ExtendWith(EngineExtension.class)
class DimensionsTest {
  /** Of late, or the engine would drop the rows for their age. */
  private final LocalDate someDay = LocalDate.now(ZoneOffset.UTC).minusDays(3);

  private final Instant noon = someDay.atTime(12, 0).toInstant(ZoneOffset.UTC);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int EVENTS_OF_BATCH = 2_000;

  private final ClickHouse clickHouse;
  private final SelectObservedDimensions observed;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private volatile Instant now = noon;
  @TempDir private Path journals;

  DimensionsTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.observed = new SelectObservedDimensions(clickHouse);
  }

  /** An event: a page, a visit's id, a floor, and a kind, of which 1 and 2 are declared. */
  private record View(String page, String visit, int floor, int kind) {
    byte[] bytes() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      try {
        out.writeString(1, page);
        out.writeString(2, visit);
        out.writeInt32(3, floor);
        out.writeEnum(4, kind);
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }

  private static Revision view(int id, String name, int floorsMax) {
    EnumType kinds =
        new EnumType(
            "shop.Kind",
            List.of(
                new EnumType.Value("NONE", 0, ""),
                new EnumType.Value("FIRST", 1, ""),
                new EnumType.Value("SECOND", 2, "")));
    return Samples.revision(
        id,
        name,
        List.of(
            dimension("page", 1, AttributeType.STRING, DimensionClass.MEDIUM, PiiClass.NONE),
            dimension("visit", 2, AttributeType.STRING, DimensionClass.LARGE, PiiClass.IDENTIFIER),
            dimension("floor", 3, AttributeType.INT32, DimensionClass.SMALL, PiiClass.UNSPECIFIED)
                .withMaxValues(floorsMax),
            enumeration(kinds)));
  }

  private static Attribute dimension(
      String name, int number, AttributeType type, DimensionClass dimension, PiiClass pii) {
    return new Attribute(
        name,
        List.of(number),
        type,
        Shape.SINGULAR,
        Presence.OPTIONAL,
        Optional.empty(),
        dimension,
        pii,
        "",
        0,
        false,
        false,
        "");
  }

  private static Attribute enumeration(EnumType kinds) {
    return new Attribute(
        "kind",
        List.of(4),
        AttributeType.ENUM,
        Shape.SINGULAR,
        Presence.OPTIONAL,
        Optional.of(kinds),
        DimensionClass.SMALL,
        PiiClass.NONE,
        "",
        0,
        false,
        false,
        "");
  }

  private Collector collector(String name, Revision... revisions) {
    return Collector.start(
        CollectorSettings.of(0, journals.resolve(name)),
        Catalog.of(List.of(revisions)),
        clickHouse,
        registry,
        new SettableClock());
  }

  private final class SettableClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** From a producer of its own. */
  private void send(Collector collector, Revision revision, int events, IntFunction<View> view) {
    try (TestProducer producer = new TestProducer(collector.port(), UUID.randomUUID())) {
      producer.connect();
      for (int from = 0; from < events; from += EVENTS_OF_BATCH) {
        Batch.Builder batch = Batches.batch(producer.id, producer.nextNumber(), List.of(revision));
        for (int i = from; i < Math.min(events, from + EVENTS_OF_BATCH); i++) {
          batch.addEvents(Batches.event(0, view.apply(i).bytes(), noon.toEpochMilli() + i));
        }
        producer.send(batch.build());
      }
      producer.awaitAcknowledged();
    }
    StoredEvents.awaitSettled(collector);
  }

  private Observed observed(String eventType, LocalDate day, String dimension) {
    return observed.run(day, day, eventType).stream()
        .filter(each -> each.dimension().equals(dimension))
        .findFirst()
        .orElseThrow(() -> new AssertionError(dimension + " of " + day + " was not observed"));
  }

  /** What is stored, by SQL: without what is no value to the caps. */
  private long stored(String eventType, LocalDate day, String dimension) {
    return clickHouse
        .query(
            """
            SELECT uniqExact(value) AS n FROM
            (
                SELECT dim_values[indexOf(dim_names, {dimension:String})] AS value
                FROM events
                WHERE event = {event:String} AND toDate(received) = {day:Date}
            )
            WHERE value NOT IN ('', '__other__', 'NONE', 'FIRST', 'SECOND')
            """,
            Map.of("event", eventType, "day", day, "dimension", dimension),
            row -> row.int64("n"))
        .getFirst();
  }

  private void assertAsStored(String eventType, LocalDate day, String dimension) {
    Observed seen = observed(eventType, day, dimension);
    long stored = stored(eventType, day, dimension);
    assertThat(stored).as(dimension).isPositive();
    assertThat(seen.isExact()).as(dimension).isEqualTo(stored <= DistinctSketch.EXACT_MAX);
    double error = seen.isExact() ? 0 : stored * DistinctSketch.ERROR_PERCENT / 100;
    assertThat((double) seen.values()).as(dimension).isBetween(stored - error, stored + error);
  }

  @Test
  void whatIsSeenIsWhatIsStoredWhicheverCollectorsTakeItAndHoweverOftenTheyStart() {
    // Always the same: of other values three estimates in a thousand are farther off.
    Random random = new Random(20_261_123);
    Revision revision = view(1, "shop.Many", 10);
    IntFunction<View> views =
        i ->
            new View(
                switch (i) {
                  case 0 -> "";
                  case 1 -> "__other__";
                  default -> "/page/" + random.nextInt(900);
                },
                Long.toHexString(random.nextLong(30_000)),
                random.nextInt(1, 9),
                random.nextInt(6));
    try (Collector a = collector("a", revision);
        Collector b = collector("b", revision)) {
      send(a, revision, 9_000, views);
      send(b, revision, 11_000, views);
    }
    for (String dimension : List.of("page", "visit", "floor", "kind")) {
      assertAsStored("shop.Many", someDay, dimension);
      assertThat(observed("shop.Many", someDay, dimension).collectors()).isEqualTo(2);
    }
    assertThat(observed("shop.Many", someDay, "kind").values()).as("3, 4, 5").isEqualTo(3);
    // A second life of one of them, and a day that ends in it.
    try (Collector a = collector("a", revision)) {
      send(a, revision, 500, i -> new View("/new/" + i, "v" + i, 1, 1));
      now = noon.plus(Duration.ofHours(12));
      send(a, revision, 100, i -> new View("/next/" + i, "", 2, 7));
    }
    for (String dimension : List.of("page", "visit", "floor", "kind")) {
      assertAsStored("shop.Many", someDay, dimension);
    }
    assertThat(observed("shop.Many", someDay, "page").values()).isGreaterThan(1_300);
    assertAsStored("shop.Many", someDay.plusDays(1), "page");
    assertThat(observed("shop.Many", someDay.plusDays(1), "page").values()).isEqualTo(100);
    assertThat(observed.run(someDay.plusDays(1), someDay.plusDays(1), "shop.Many"))
        .extracting(Observed::dimension)
        .as("no visit had a value")
        .containsExactly("floor", "kind", "page");
  }

  @Test
  void aCrashKeepsWhatWasWritten() {
    Revision revision = view(2, "shop.Crashing", 10);
    Collector crashing = collector("crash", revision);
    send(crashing, revision, 300, i -> new View("/page/" + i, "", 1, 1));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !observed.run(someDay, someDay, "shop.Crashing").isEmpty());
    crashing.abandon();
    try (Collector again = collector("crash", revision)) {
      send(again, revision, 10, i -> new View("/other/" + i, "", 1, 1));
    }
    assertAsStored("shop.Crashing", someDay, "page");
    assertThat(observed("shop.Crashing", someDay, "page").values()).isEqualTo(310);
  }

  @Test
  void whoPassesItsClassIsNamedOnceADay() {
    Revision revision = view(3, "shop.Warned", 10);
    try (LogLines log = new LogLines()) {
      try (Collector collector = collector("warned", revision)) {
        send(collector, revision, 7, i -> new View("", "u" + i, 100 + i, 1));
        awaitValues("shop.Warned", "floor", 7);
        assertThat(warnings(log)).isEmpty();
        send(collector, revision, 8, i -> new View("", "u" + i, 100 + i, 1));
        awaitValues("shop.Warned", "floor", 8);
        assertThat(warnings(log))
            .singleElement()
            .asString()
            .startsWith(
                "DIMENSION_NEAR_CLASS: dimension floor of shop.Warned has 8 values on "
                    + someDay
                    + ", it may have 10 (SMALL); the latest that were new: 107, 106, 105, 104, 103.");
        send(collector, revision, 11, i -> new View("", "u" + i, 100 + i, 1));
        awaitValues("shop.Warned", "floor", 11);
        assertThat(warnings(log)).hasSize(2);
        assertThat(warnings(log).getLast()).startsWith("DIMENSION_OVER_CLASS: dimension floor of");
        assertThat(gauge("tally.collector.dimension.values", "floor")).hasValue(11.0);
        assertThat(gauge("tally.collector.dimension.values.max", "floor")).hasValue(10.0);
        assertThat(gauge("tally.collector.dimension.values", "visit")).hasValue(11.0);
      }
      assertThat(gauge("tally.collector.dimension.values", "floor")).isEmpty();
      try (Collector collector = collector("warned", revision)) {
        send(collector, revision, 12, i -> new View("", "u" + i, 100 + i, 1));
        awaitValues("shop.Warned", "floor", 12);
      }
      assertThat(warnings(log)).as("it was said before the restart").hasSize(2);
      now = noon.plus(Duration.ofDays(1));
      try (Collector collector = collector("warned", revision)) {
        send(collector, revision, 12, i -> new View("", "u" + i, 100 + i, 1));
      }
      assertThat(warnings(log)).as("another day").hasSize(3);
    }
  }

  private void awaitValues(String eventType, String dimension, long values) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                observed.run(someDay, someDay, eventType).stream()
                    .anyMatch(
                        each -> each.dimension().equals(dimension) && each.values() == values));
    // The gauges follow what is written.
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                gauge("tally.collector.dimension.values", dimension)
                    .filter(value -> value == values)
                    .isPresent());
  }

  private static List<String> warnings(LogLines log) {
    return log.alarms().stream().filter(line -> line.startsWith("DIMENSION_")).toList();
  }

  private Optional<Double> gauge(String name, String dimension) {
    return registry.find(name).tag("dimension", dimension).gauges().stream()
        .map(Gauge::value)
        .findFirst();
  }

  @Test
  void whatIsDamagedIsLeftOutAndCountedAnew() throws IOException, InterruptedException {
    Revision revision = view(9, "shop.Damaged", 10);
    try (Collector collector = collector("damaged", revision)) {
      send(collector, revision, 40, i -> new View("/p" + i, "v", 1, 1));
    }
    damage();
    try (LogLines log = new LogLines()) {
      try (Collector collector = collector("damaged", revision)) {
        send(collector, revision, 10, i -> new View("/q" + i, "v", 1, 1));
      }
      assertThat(log.alarms()).anyMatch(line -> line.contains("page of shop.Damaged"));
    }
    assertThat(observed("shop.Damaged", someDay, "page").values()).isEqualTo(10);
    damage();
    try (Collector collector = collector("sound", revision)) {
      send(collector, revision, 30, i -> new View("/r" + i, "v", 1, 1));
    }
    assertThat(observed("shop.Damaged", someDay, "page"))
        .extracting(Observed::values, Observed::collectors, Observed::isExact)
        .containsExactly(30L, 2, false);
  }

  private void damage() {
    clickHouse.execute(
        """
        INSERT INTO observed_dimensions
        SELECT * REPLACE ('no sketch' AS sketch, version + 1 AS version) FROM observed_dimensions FINAL
        WHERE event = 'shop.Damaged'""");
  }

  @Test
  void theApiSaysHowMuchOfItsClassADimensionTakes() throws IOException, InterruptedException {
    Revision revision = view(4, "shop.Asked", 10);
    try (Collector collector = collector("asked", revision)) {
      send(collector, revision, 801, i -> new View("/page/" + i % 800, "v" + i, i % 11, 1));
    }
    assertThat(observed("shop.Asked", someDay, "floor").use(10)).isEqualTo(ClassUse.OVER);
    try (Collector collector = collector("asked", revision);
        HttpClient client = HttpClient.newHttpClient()) {
      Javalin server =
          Javalin.create(
                  config -> {
                    config.startup.showJavalinBanner = false;
                    collector.dimensionsApi().accept(config);
                    config.routes.exception(
                        TallyException.class,
                        (e, context) -> context.result("\"" + e.code() + "\""));
                  })
              .start("127.0.0.1", 0);
      String address = "http://127.0.0.1:" + server.port() + "/api/v1/dimensions?eventType=";
      JsonNode answer = get(client, address + "shop.Asked");
      assertThat(answer.path("day").asString()).isEqualTo(someDay.toString());
      assertThat(answer.path("total").asInt()).isEqualTo(3);
      assertThat(answer.path("items").values().stream().map(JsonNode::toString))
          .containsExactly(
              "{\"eventType\":\"shop.Asked\",\"attribute\":\"floor\",\"dimensionClass\":\"SMALL\",\"valuesMax\":10,"
                  + "\"values\":11,\"isExact\":true,\"use\":\"OVER\",\"collectors\":1,"
                  + "\"latest\":[\"10\",\"9\",\"8\",\"7\",\"6\"],\"revisionId\":4}",
              "{\"eventType\":\"shop.Asked\",\"attribute\":\"page\",\"dimensionClass\":\"MEDIUM\",\"valuesMax\":1000,"
                  + "\"values\":800,\"isExact\":true,\"use\":\"NEAR\",\"collectors\":1,"
                  + "\"latest\":[\"/page/799\",\"/page/798\",\"/page/797\",\"/page/796\",\"/page/795\"],\"revisionId\":4}",
              "{\"eventType\":\"shop.Asked\",\"attribute\":\"visit\",\"dimensionClass\":\"LARGE\",\"valuesMax\":100000,"
                  + "\"values\":801,\"isExact\":true,\"use\":\"WITHIN\",\"collectors\":1,"
                  + "\"latest\":[],\"revisionId\":4}");
      assertThat(
              get(client, address + "shop.Asked&day=" + someDay.minusDays(1)).path("total").asInt())
          .isZero();
      assertThat(get(client, address + "no.Such").path("total").asInt()).isZero();
      for (String day : List.of("+999999999-12-31", "1969-12-31", "2149-06-07", "today")) {
        assertThat(
                get(client, address + "shop.Asked&day=" + URLEncoder.encode(day, UTF_8)).asString())
            .startsWith("REQUEST_INVALID");
      }
      server.stop();
    }
    assertThat(
            clickHouse.query(
                "SELECT latest FROM observed_dimensions WHERE dimension = 'visit'",
                Map.of(),
                row -> row.strings("latest")))
        .as("what points to a person is not even stored")
        .allSatisfy(values -> assertThat(values).isEmpty());
  }

  private static JsonNode get(HttpClient client, String address)
      throws IOException, InterruptedException {
    return JsonMapper.builder()
        .build()
        .readTree(
            client
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body());
  }
}
