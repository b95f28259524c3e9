package dev.tally.storage.view;

import static dev.tally.storage.testing.Attributes.attribute;
import static dev.tally.storage.testing.Attributes.dimension;
import static dev.tally.storage.testing.Attributes.eventTime;
import static dev.tally.storage.testing.Attributes.eventType;
import static dev.tally.storage.testing.Attributes.scaled;
import static dev.tally.storage.testing.Attributes.shaped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Shape;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.testing.EngineExtension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class EventViewsTest {
  private static final EventType EVERYTHING =
      eventType(
          "test.Everything",
          eventTime("at"),
          dimension("word", AttributeType.STRING),
          attribute("text", AttributeType.STRING),
          attribute("raw", AttributeType.BYTES),
          attribute("color", AttributeType.ENUM),
          attribute("yes", AttributeType.BOOL),
          attribute("small", AttributeType.INT32),
          attribute("big", AttributeType.UINT64),
          dimension("code", AttributeType.SINT64),
          dimension("bigcode", AttributeType.FIXED64),
          attribute("ratio", AttributeType.DOUBLE),
          scaled("price", AttributeType.INT64, 2),
          scaled("weight", AttributeType.DOUBLE, 3),
          attribute("seen", AttributeType.TIMESTAMP),
          scaled("took", AttributeType.DURATION, AttributeType.DURATION_SCALE),
          attribute("device.os", AttributeType.STRING),
          shaped("device.tags", AttributeType.STRING, Shape.REPEATED),
          shaped("flags", AttributeType.BOOL, Shape.REPEATED),
          shaped("moments", AttributeType.TIMESTAMP, Shape.REPEATED),
          shaped("labels.key", AttributeType.STRING, Shape.MAP_KEY),
          shaped("labels.value", AttributeType.UINT64, Shape.MAP_VALUE));

  private final ClickHouse clickHouse;

  EventViewsTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @Test
  void everyTypeOfAttributeIsAColumnOfItsType() {
    new EventViews(clickHouse).publish(EVERYTHING);
    List<String> types =
        clickHouse.query(
            """
            SELECT concat(name, ' ', type) AS column FROM system.columns
            WHERE database = {views:String} AND table = 'test_Everything' ORDER BY position
            """,
            Map.of("views", clickHouse.endpoint().viewsDatabase()),
            row -> row.string("column"));
    assertThat(types)
        .containsExactly(
            "time DateTime64(3, 'UTC')",
            "received DateTime64(3, 'UTC')",
            "revision UInt32",
            "producer UUID",
            "batch UInt64",
            "row UInt32",
            "attempt UInt8",
            "at DateTime64(3, 'UTC')",
            "word Nullable(String)",
            "text Nullable(String)",
            "raw Nullable(String)",
            "color Nullable(String)",
            "yes Nullable(Bool)",
            "small Nullable(Int64)",
            "big Nullable(UInt64)",
            "code Nullable(Int64)",
            "bigcode Nullable(UInt64)",
            "ratio Nullable(Float64)",
            "price Nullable(Decimal(18, 2))",
            "weight Nullable(Decimal(18, 3))",
            "seen Nullable(DateTime64(6, 'UTC'))",
            "took Nullable(Decimal(18, 6))",
            "device.os Nullable(String)",
            "device.tags Array(String)",
            "flags Array(Bool)",
            "moments Array(DateTime64(6, 'UTC'))",
            "labels Map(String, UInt64)");
    assertThat(comment("test_Everything", "price")).isEqualTo("It's \"price\". (in minutes)");
  }

  @Test
  void valuesComeBackAndUnsetIsNull() {
    new EventViews(clickHouse).publish(EVERYTHING);
    insert(
        "test.Everything",
        1,
        """
        ['word', 'color', 'yes', 'code', 'bigcode', 'flags', 'flags'],
        ['w', 'RED', 'true', '-5', '18446744073709551615', 'true', 'false'],
        ['text', 'raw', 'device.os', 'device.tags', 'device.tags', 'labels.key', 'labels.key'],
        ['t', 'r', 'linux', 'a', 'b', 'x', 'y'],
        ['small', 'big', 'price', 'weight', 'seen', 'took', 'moments', 'labels.value', 'labels.value'],
        [-7, -1, -12345, 1500, 981173106789012, -1500000, 0, 1, -1],
        ['ratio'], [0.5]
        """);
    insert("test.Everything", 2, "[], [], [], [], [], [], [], []");
    assertThat(csv("SELECT * EXCEPT (received, producer) FROM %s.test_Everything ORDER BY row"))
        .isEqualTo(
            """
            "2001-02-03 04:05:06.789",1,1,1,1,"2001-02-03 04:05:06.789","w","t","r","RED",true,-7,\
            18446744073709551615,-5,18446744073709551615,0.5,-123.45,1.5,"2001-02-03 04:05:06.789012",\
            -1.5,"linux","['a','b']","[true,false]","['1970-01-01 00:00:00.000000']",\
            "{'x':1,'y':18446744073709551615}"
            "2001-02-03 04:05:06.789",1,1,2,1,"2001-02-03 04:05:06.789",\\N,\\N,\\N,\\N,\\N,\\N,\
            \\N,\\N,\\N,\\N,\\N,\\N,\\N,\
            \\N,\\N,"[]","[]","[]",\
            "{}"
            """);
  }

  @Test
  void attributesMayHaveTheNamesOfColumns() {
    EventType eventType =
        eventType(
            "test.Named",
            eventTime("time"),
            dimension("event", AttributeType.STRING),
            attribute("dim_names", AttributeType.STRING),
            attribute("attempt", AttributeType.INT64),
            attribute("_attempt", AttributeType.INT64),
            attribute("c1", AttributeType.INT64),
            attribute("select", AttributeType.INT64),
            attribute("received", AttributeType.TIMESTAMP));
    new EventViews(clickHouse).publish(eventType);
    insert(
        "test.Named",
        1,
        """
        ['event'], ['party'], ['dim_names'], ['d'],
        ['attempt', '_attempt', 'c1', 'select', 'received'], [11, 12, 13, 14, 0], [], []
        """);
    assertThat(
            csv(
                """
                SELECT time, event, dim_names, attempt, _attempt, __attempt, c1, `select`, received
                FROM %s.test_Named WHERE event = 'party' AND attempt = 11
                """))
        .isEqualTo(
            """
            "2001-02-03 04:05:06.789","party","d",11,12,1,13,14,"1970-01-01 00:00:00.000000"
            """);
  }

  @Test
  void aRepeatedRowCountsOnceInTheView() {
    EventType eventType = eventType("test.Twice", attribute("n", AttributeType.INT64));
    new EventViews(clickHouse).publish(eventType);
    // Row 1 came by two collectors, row 2 only at its second attempt, row 3 twice at its second.
    insertCopy("test.Twice", 1, 1, "a", 10);
    insertCopy("test.Twice", 1, 2, "b", 20);
    insertCopy("test.Twice", 2, 2, "b", 20);
    insertCopy("test.Twice", 3, 2, "b", 20);
    insertCopy("test.Twice", 3, 2, "c", 30);
    insertCopy("test.Twice", 4, 1, "a", 10);
    assertThat(csv("SELECT row, n FROM %s.test_Twice ORDER BY row"))
        .isEqualTo("1,10\n2,20\n3,20\n4,10\n");
    assertThat(csv("SELECT count() FROM %s.test_Twice")).isEqualTo("4\n");
  }

  @Test
  void ofEqualKeyAndTimeTheLastOneIsInTheView() {
    EventType eventType =
        eventType(
                "test.Upsert",
                attribute("id", AttributeType.INT64),
                dimension("place", AttributeType.STRING),
                attribute("n", AttributeType.INT64))
            .withDedupKey(List.of("id", "place"));
    new EventViews(clickHouse).publish(eventType);
    // Sent last, though the batch before it was sent again and so received later.
    insertVersion("test.Upsert", 1, 1, 1, 100, "['id', 'n'], [1, 10]", "[], []");
    insertVersion("test.Upsert", 1, 2, 1, 200, "['id'], [1]", "[], []");
    insertVersion("test.Upsert", 1, 1, 2, 300, "['id', 'n'], [1, 10]", "[], []");
    // Received last, of another producer; but its copy, received after that, is none.
    insertVersion("test.Upsert", 1, 3, 1, 100, "['n', 'id'], [20, 2]", "['place'], ['x']");
    insertVersion("test.Upsert", 2, 1, 1, 200, "['n', 'id'], [21, 2]", "['place'], ['x']");
    insertVersion("test.Upsert", 1, 3, 2, 300, "['n', 'id'], [20, 2]", "['place'], ['x']");
    // Unset is a value of the key, and not the default one.
    insertVersion("test.Upsert", 1, 4, 1, 100, "['n'], [30]", "['place'], ['x']");
    insertVersion("test.Upsert", 1, 5, 1, 200, "['n'], [31]", "['place'], ['x']");
    insertVersion("test.Upsert", 1, 6, 1, 200, "['id', 'n'], [0, 32]", "['place'], ['x']");
    assertThat(csv("SELECT id, place, n FROM %s.test_Upsert ORDER BY id, n"))
        .isEqualTo(
            """
            0,"x",32
            1,\\N,\\N
            2,"x",21
            \\N,"x",31
            """);
    assertThat(csv("SELECT count() FROM %s.test_Upsert")).isEqualTo("4\n");
    assertThat(csv("SELECT count() FROM %s.test_Upsert WHERE n = 20"))
        .as("what was replaced does not come back by a condition")
        .isEqualTo("0\n");
  }

  private void insertVersion(
      String event, int producer, int batch, int attempt, int received, String ints, String dims) {
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created))
        SELECT %s, toDateTime64('2001-02-03 04:05:06.789', 3, 'UTC'),
            toDateTime64('2001-02-03 04:05:07', 3, 'UTC') + INTERVAL %d MILLISECOND, 1,
            toUUID('00000000-0000-0000-0000-00000000000%d'), %d, 0, %d, 'c%d', %d, today() + 30,
            %s, [], [], %s, [], []
        """
            .formatted(
                Sql.literal(event),
                received,
                producer,
                batch,
                attempt,
                attempt,
                received,
                dims,
                ints));
  }

  @Test
  void aNewRevisionReplacesTheView() {
    EventViews views = new EventViews(clickHouse);
    views.publish(eventType("test.Grown", attribute("a", AttributeType.INT64)));
    insert("test.Grown", 1, "[], [], ['b'], ['later'], ['a'], [1], [], []");
    views.publish(
        eventType(
            "test.Grown",
            attribute("a", AttributeType.INT64),
            attribute("b", AttributeType.STRING)));
    assertThat(csv("SELECT a, b FROM %s.test_Grown")).isEqualTo("1,\"later\"\n");
  }

  @Test
  void twoEventTypesCantShareAView() {
    EventViews views = new EventViews(clickHouse);
    views.publish(eventType("test.a_b.C"));
    views.publish(eventType("test.a_b.C"));
    assertThatThrownBy(() -> views.publish(eventType("test.a.b_C")))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EDL_NAME_CONFLICT))
        .hasMessageContaining("test.a.b_C")
        .hasMessageContaining("test.a_b.C")
        .hasMessageContaining("test_a_b_C");
  }

  @Test
  void aRangeOfTimeReadsOnlyItsPart() {
    EventType eventType =
        eventType("test.Ranged", attribute("n", AttributeType.INT64), eventTime("at"));
    assertThatARangeReadsItsPart(eventType);
    assertThatARangeReadsItsPart(eventType.withDedupKey(List.of("n")));
  }

  private void assertThatARangeReadsItsPart(EventType eventType) {
    new EventViews(clickHouse).publish(eventType);
    clickHouse.execute(
        """
        INSERT INTO events (event, time, received, row, attempt, expires, int_names, int_values)
        SELECT 'test.Ranged', toDateTime64('2001-01-01 00:00:00', 3, 'UTC') + number, now64(3),
            number, 1, today() + 30, ['n'], [toInt64(number)]
        FROM numbers(200000)
        """);
    for (String column : List.of("time", "at")) {
      String plan =
          csv(
              "EXPLAIN indexes = 1 SELECT sum(n) FROM %s.test_Ranged WHERE "
                  + column
                  + " < toDateTime('2001-01-01 00:01:00', 'UTC')");
      assertThat(plan).as(plan).contains("(event in ['test.Ranged', 'test.Ranged'])");
      assertThat(plan).as(plan).contains("(time in ").containsPattern("Granules: [12]/");
    }
  }

  private void insert(String event, int row, String arrays) {
    insertRow(event, row, 1, "a", arrays);
  }

  private void insertCopy(String event, int row, int attempt, String collector, int n) {
    insertRow(event, row, attempt, collector, "[], [], [], [], ['n'], [" + n + "], [], []");
  }

  private void insertRow(String event, int row, int attempt, String collector, String arrays) {
    clickHouse.execute(
        """
        INSERT INTO events (* EXCEPT(created))
        SELECT %s, toDateTime64('2001-02-03 04:05:06.789', 3, 'UTC'), now64(3), 1,
            toUUID('00112233-4455-6677-8899-aabbccddeeff'), 1, %d, %d, %s, 1, today() + 30, %s
        """
            .formatted(Sql.literal(event), row, attempt, Sql.literal(collector), arrays));
  }

  private String csv(String sql) {
    return clickHouse.read(
        sql.formatted(Sql.identifier(clickHouse.endpoint().viewsDatabase())),
        Map.of(),
        "CSV",
        in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
  }

  private String comment(String table, String column) {
    return clickHouse
        .query(
            """
            SELECT comment FROM system.columns
            WHERE database = {views:String} AND table = {table:String} AND name = {column:String}
            """,
            Map.of(
                "views", clickHouse.endpoint().viewsDatabase(), "table", table, "column", column),
            row -> row.string("comment"))
        .getFirst();
  }
}
