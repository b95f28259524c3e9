package dev.tally.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.testing.EngineExtension;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class ClickHouseTest {
  private final ClickHouse clickHouse;

  ClickHouseTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @Test
  void everyTypeOfColumnIsRead() {
    List<List<Object>> rows =
        clickHouse.query(
            """
            SELECT 'é' AS s, toLowCardinality('low') AS low, toUInt64(18446744073709551615) AS u,
                toInt8(-3) AS i, 1.5 AS f, toDecimal64('2.75', 2) AS d, true AS b,
                toDateTime64('2001-02-03 04:05:06.789', 3, 'UTC') AS t,
                toDateTime('2001-02-03 04:05:06', 'UTC') AS seconds,
                ['a', 'b'] AS texts, [1, 2]::Array(Int64) AS longs, [0.5] AS doubles,
                CAST(NULL AS Nullable(Int64)) AS nothing,
                toUUID('00112233-4455-6677-8899-aabbccddeeff') AS id
            """,
            Map.of(),
            row ->
                List.of(
                    row.string("s"),
                    row.string("low"),
                    row.int64("u"),
                    row.int64("i"),
                    row.float64("f"),
                    row.decimal("d"),
                    row.bool("b"),
                    row.instant("t"),
                    row.instant("seconds"),
                    row.strings("texts"),
                    Arrays.stream(row.int64s("longs")).boxed().toList(),
                    Arrays.stream(row.float64s("doubles")).boxed().toList(),
                    row.isNull("nothing"),
                    row.uuid("id")));
    assertThat(rows)
        .containsExactly(
            List.of(
                "é",
                "low",
                -1L,
                -3L,
                1.5,
                new java.math.BigDecimal("2.75"),
                true,
                Instant.parse("2001-02-03T04:05:06.789Z"),
                Instant.parse("2001-02-03T04:05:06Z"),
                List.of("a", "b"),
                List.of(1L, 2L),
                List.of(0.5),
                true,
                UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")));
  }

  @Test
  void parametersSurviveWhateverTheyHold() {
    String nasty = "a'b\\c\td\ne\rf\0g`h\"i{x:String}é→😀";
    Instant time = Instant.parse("2001-02-03T04:05:06.789012Z");
    List<List<Object>> rows =
        clickHouse.query(
            """
            SELECT {text:String} AS text, {texts:Array(String)} AS texts, {n:Int64} AS n,
                {x:Float64} AS x, {t:DateTime64(6)} AS t, {day:Date} AS day, {yes:Bool} AS yes,
                {none:Nullable(String)} AS none, {id:UUID} AS id, {longs:Array(UInt64)} AS longs
            """,
            Parameters.of(
                "text",
                nasty,
                "texts",
                List.of(nasty, "", "plain"),
                "n",
                Long.MIN_VALUE,
                "x",
                0.1,
                "t",
                time,
                "day",
                LocalDate.parse("2001-02-03"),
                "yes",
                true,
                "none",
                null,
                "id",
                new UUID(1, 2),
                "longs",
                List.of(1L, 2L)),
            row ->
                List.of(
                    row.string("text"),
                    row.strings("texts"),
                    row.int64("n"),
                    row.float64("x"),
                    row.instant("t"),
                    row.instant("day"),
                    row.bool("yes"),
                    row.isNull("none"),
                    row.uuid("id"),
                    row.strings("longs")));
    assertThat(rows)
        .containsExactly(
            List.of(
                nasty,
                List.of(nasty, "", "plain"),
                Long.MIN_VALUE,
                0.1,
                time,
                Instant.parse("2001-02-03T00:00:00Z"),
                true,
                true,
                new UUID(1, 2),
                List.of("1", "2")));
  }

  @Test
  void aParameterHasALimit() {
    int limit = ParameterText.PARAMETER_BYTES_MAX;
    assertThat(lengthOf("x".repeat(limit - 1))).isEqualTo(limit - 1L);
    assertThat(lengthOf("x".repeat(limit))).isEqualTo(limit);
    assertFails(ErrorCode.REQUEST_INVALID, "parameter text", () -> lengthOf("x".repeat(limit + 1)));
  }

  private long lengthOf(String text) {
    return clickHouse
        .query("SELECT length({text:String}) AS n", Map.of("text", text), row -> row.int64("n"))
        .getFirst();
  }

  @Test
  void nativeBytesGoInOnceAndComeOut() {
    clickHouse.execute(
        """
        CREATE TABLE copies (n UInt64, s LowCardinality(String)) ENGINE = MergeTree ORDER BY n
        SETTINGS non_replicated_deduplication_window = 100
        """);
    byte[] body =
        clickHouse.read(
            "SELECT number AS n, toLowCardinality(toString(number % 7)) AS s FROM numbers(1000)",
            Map.of(), "Native", in -> in.readAllBytes());
    for (int i = 0; i < 3; i++) {
      clickHouse.insertNative("copies", List.of("n", "s"), "token", out -> out.write(body));
    }
    String sums =
        clickHouse.read(
            "SELECT count(), sum(n), uniqExact(s) FROM copies",
            Map.of(),
            "CSV",
            in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
    assertThat(sums).isEqualTo("1000,499500,7\n");
  }

  @Test
  void whatTheEngineRefusesIsSaidWithItsCode() {
    assertFails(
        ErrorCode.ENGINE_FAILED,
        "ClickHouse error 60: ",
        () -> clickHouse.execute("SELECT * FROM nowhere"));
    assertFails(
        ErrorCode.ENGINE_FAILED, "ClickHouse error 62: ", () -> clickHouse.execute("SELEC 1"));
  }

  @Test
  void anErrorInTheMiddleOfAResultIsAnError() {
    String sql = "SELECT throwIf(number = 3000000, 'late') FROM numbers(4000000)";
    assertFails(ErrorCode.ENGINE_FAILED, "395", () -> clickHouse.query(sql, Map.of(), row -> 1));
    assertThatThrownBy(
            () -> clickHouse.read(sql, Map.of(), "Native", in -> in.readAllBytes().length))
        .isInstanceOf(TallyException.class);
  }

  @Test
  void aQueryEndsAtItsLimitOfTime() {
    assertFails(
        ErrorCode.QUERY_LIMIT,
        "error 159",
        () ->
            clickHouse.query(
                "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 0",
                Map.of(),
                Map.of("max_execution_time", "1"),
                row -> 1));
  }

  @Test
  void aQueryWhoseAnswerDoesNotComeIsCancelledThere() {
    String slow = "SELECT sleepEachRow(0.5) AS slept FROM numbers(6)";
    Duration before = Duration.ofSeconds(-2);
    try (ClickHouse impatient = ClickHouse.connect(clickHouse.endpoint(), before)) {
      assertFails(
          ErrorCode.ENGINE_UNAVAILABLE,
          "does not answer",
          () -> impatient.query(slow, Map.of(), Map.of("max_execution_time", "3"), row -> 1));
    }
    assertThat(
            clickHouse.query(
                """
                SELECT is_cancelled FROM system.processes
                WHERE startsWith(query, {slow:String}) AND current_database = currentDatabase()
                """,
                Map.of("slow", slow),
                row -> row.bool("is_cancelled")))
        .as("left alone it would run for two more seconds")
        .doesNotContain(false);
  }

  @Test
  void noServerIsUnavailable() {
    Endpoint nobody =
        new Endpoint(URI.create("http://127.0.0.1:1"), "tally", "secret", "tally", "events");
    try (ClickHouse unreachable = ClickHouse.connect(nobody)) {
      assertFails(
          ErrorCode.ENGINE_UNAVAILABLE,
          "http://127.0.0.1:1",
          () -> unreachable.execute("SELECT 1"));
      assertThat(unreachable.isReady()).isFalse();
    }
    assertThat(clickHouse.isReady()).isTrue();
  }

  @Test
  void aFailureOfTheReaderIsItsOwn() {
    assertThatThrownBy(() -> clickHouse.query("SELECT NULL AS x", Map.of(), row -> row.int64("x")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("column x is NULL");
  }

  private static void assertFails(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TallyException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageContaining(message);
              assertThat(e.getMessage()).doesNotContain("\n");
            });
  }
}
