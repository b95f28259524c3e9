package dev.tally.storage;

import static dev.tally.storage.testing.Attributes.attribute;
import static dev.tally.storage.testing.Attributes.dimension;
import static dev.tally.storage.testing.Attributes.eventTime;
import static dev.tally.storage.testing.Attributes.eventType;
import static dev.tally.storage.testing.Attributes.shaped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Shape;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.migration.Migrations;
import dev.tally.storage.testing.TestEngine;
import dev.tally.storage.view.EventViews;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the user {@code analyst} of an embedded engine can do: all of docs/sql.md, and no harm. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnalystTest {
  private static final Pattern EXAMPLE = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static final int EXAMPLES_MIN = 10;

  private static final EventType REGISTRATION =
      eventType(
          "shop.Registration",
          attribute("user_id", AttributeType.INT64),
          attribute("gender", AttributeType.ENUM),
          dimension("country", AttributeType.STRING),
          eventTime("time"),
          attribute("device.os", AttributeType.STRING),
          shaped("tags", AttributeType.STRING, Shape.REPEATED),
          shaped("labels.key", AttributeType.STRING, Shape.MAP_KEY),
          shaped("labels.value", AttributeType.STRING, Shape.MAP_VALUE));

  private final TestEngine engine = TestEngine.start();
  private final ClickHouse analyst = ClickHouse.connect(engine.engine().analystEndpoint());

  @BeforeAll
  void fill() {
    try (ClickHouse owner = ClickHouse.connect(engine.engine().endpoint())) {
      Migrations.run(owner);
      new EventViews(owner).publish(REGISTRATION);
      for (String sql :
          List.of(
              """
              INSERT INTO events (event, time, received, attempt, expires, dim_names, dim_values,
                  int_names, int_values, str_names, str_values)
              SELECT 'shop.Registration', now64(3), now64(3), 1, today() + 30,
                  ['gender', 'country'], ['FEMALE', 'NO'], ['user_id'], [toInt64(number)],
                  ['device.os', 'tags', 'labels.key', 'labels.value'],
                  ['linux', 'beta', 'plan', 'free']
              FROM numbers(100)
              """,
              """
              INSERT INTO inserts (collector, block, event, rows, received_max)
              SELECT 'c', 1, 'shop.Registration', 100, now64(3)
              """,
              """
              INSERT INTO watermarks (resolution, event, collector, block, received, time, rolled)
              SELECT 3600, arrayJoin(['shop.Registration', '']), 'c', 1, now64(3), now64(3), now64(3)
              """,
              """
              INSERT INTO events_rejected (event, received, code, reason)
              SELECT 'shop.Registration', now64(3), 'ATTRIBUTE_MISSING', 'no country'
              """,
              """
              INSERT INTO series_index
                  (path, event, metric, resolution, dimension_set, dimension_values, unit)
              SELECT 'shop.Registration.registrations.1h.country.NO', 'shop.Registration',
                  'registrations', 3600, 'country', ['NO'], ''
              """,
              """
              INSERT INTO series (path, time, value, version)
              SELECT 'shop.Registration.registrations.1h.country.NO', toStartOfHour(now()), 100, 1
              """,
              """
              INSERT INTO admitted_values (event, dimension, value)
              SELECT 'shop.Registration', 'country', 'NO'
              """,
              """
              INSERT INTO states_uniq
                  (event, metric, resolution, dimension_set, bucket, dimension_values, run, uniq)
              SELECT 'shop.Registration', 'registered_users', 3600, 'country',
                  toStartOfHour(now()), ['NO'], 1, uniqState(toString(number))
              FROM numbers(100)
              """)) {
        owner.execute(sql);
      }
    }
  }

  @AfterAll
  void close() {
    analyst.close();
    engine.close();
  }

  @Test
  void everyExampleOfTheDocumentationRuns() throws IOException {
    String text = Files.readString(Path.of("../docs/sql.md"));
    List<String> examples =
        EXAMPLE.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(EXAMPLES_MIN);
    for (String sql : examples) {
      assertThat(read(sql)).as(sql).isNotBlank();
    }
  }

  @Test
  void theExamplesSayWhatIsThere() {
    assertThat(
            read(
                """
                SELECT gender, count(), uniq(user_id), any(`device.os`), any(labels['plan'])
                FROM events.shop_Registration GROUP BY gender
                """))
        .isEqualTo("\"FEMALE\",100,100,\"linux\",\"free\"\n");
  }

  @Test
  void nothingElseCanBeReadOrWritten() {
    for (String sql :
        List.of(
            "SELECT * FROM file('/etc/passwd', 'LineAsString')",
            "SELECT * FROM url('http://127.0.0.1/', 'LineAsString')",
            "SELECT * FROM remote('127.0.0.1', system.one)",
            "SELECT * FROM system.users",
            "INSERT INTO tally.series (path) SELECT 'x'",
            "DROP TABLE tally.series",
            "ALTER TABLE tally.series DELETE WHERE 1",
            "CREATE TABLE tally.mine (n Int8) ENGINE = Memory",
            "CREATE USER friend",
            "SYSTEM STOP MERGES tally.series",
            "SYSTEM SHUTDOWN")) {
      assertThatThrownBy(() -> analyst.execute(sql), sql)
          .isInstanceOfSatisfying(
              TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED))
          .hasMessageMatching("ClickHouse error (497|164): .*");
    }
  }

  @Test
  void limitsCantBeLifted() {
    for (String setting :
        List.of(
            "max_execution_time = 301",
            "max_execution_time = 0",
            "max_memory_usage = 0",
            "max_memory_usage = 100000000000",
            "max_result_rows = 0",
            "readonly = 0")) {
      assertThatThrownBy(() -> read("SELECT 1 SETTINGS " + setting), setting)
          .isInstanceOf(TallyException.class)
          .hasMessageMatching("ClickHouse error (452|164): .*");
    }
    assertThatThrownBy(
            () ->
                read(
                    "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 0"
                        + " SETTINGS max_execution_time = 1"))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_LIMIT));
  }

  private String read(String sql) {
    return analyst.read(
        sql, Map.of(), "CSV", in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
  }
}
