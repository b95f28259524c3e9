package dev.tally.storage.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Retention;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.Attributes;
import dev.tally.storage.testing.EngineExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class TableRetentionTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final ClickHouse clickHouse;
  private final TableRetention retention;

  TableRetentionTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.retention = new TableRetention(clickHouse);
  }

  @AfterEach
  void restore() {
    retention.apply(List.of());
  }

  private static EventType type(String name, Retention... retentions) {
    return Attributes.eventType(name).withRetention(List.of(retentions));
  }

  private static Retention of(Duration resolution, int statesDays, int seriesDays) {
    return new Retention(
        resolution,
        statesDays == 0 ? Optional.empty() : Optional.of(Duration.ofDays(statesDays)),
        seriesDays == 0 ? Optional.empty() : Optional.of(Duration.ofDays(seriesDays)));
  }

  /** States and points of today, of 10 and of 100 days ago; of minutes and days. */
  private void write(String event) {
    clickHouse.execute(
        """
        INSERT INTO states (event, metric, resolution, dimension_set, bucket, dimension_values, run, count)
        SELECT '%s', 'n', arrayJoin([60, 86400]), '', toDateTime(today() - arrayJoin([0, 10, 100])), [], 1, 1"""
            .formatted(event));
    clickHouse.execute(
        """
        INSERT INTO series (path, time, value, version)
        SELECT '%s.n.' || arrayJoin(['p95.1m', '1m', '1m.country.1d', '1d']), toDateTime(today() - arrayJoin([0, 10, 100])), 1, 1"""
            .formatted(event));
  }

  /** What the engine does by itself, but now. */
  private void optimize(String table) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                clickHouse
                    .query(
                        "SELECT count() AS n FROM system.mutations WHERE database = currentDatabase() AND NOT is_done",
                        Map.of(),
                        row -> row.int64("n"))
                    .equals(List.of(0L)));
    clickHouse.execute("OPTIMIZE TABLE " + table + " FINAL");
  }

  private List<String> states(String event) {
    optimize("states");
    return clickHouse.query(
        "SELECT concat(toString(resolution), ' ', toString(today() - toDate(bucket))) AS kept FROM states WHERE event = {event:String} ORDER BY resolution, bucket DESC",
        Map.of("event", event),
        row -> row.string("kept"));
  }

  private List<String> series(String event) {
    optimize("series");
    return clickHouse.query(
        "SELECT concat(substring(path, length({event:String}) + 4), ' ', toString(today() - toDate(time))) AS kept FROM series WHERE startsWith(path, {event:String}) ORDER BY path, time DESC",
        Map.of("event", event),
        row -> row.string("kept"));
  }

  @Test
  void noTableOfStatesIsLeftOut() {
    retention.apply(List.of(type("a.B", of(MINUTE, 9, 50))));
    assertThat(
            clickHouse.query(
                """
                SELECT name FROM system.tables
                WHERE database = currentDatabase() AND startsWith(name, 'states') AND engine LIKE '%MergeTree'
                  AND position(engine_full, ' TTL ') = 0""",
                Map.of(), row -> row.string("name")))
        .isEmpty();
  }

  @Test
  void whatIsOlderThanDeclaredIsDeletedByTheEngine() {
    for (String table : List.of("states", "series")) {
      clickHouse.execute("TRUNCATE TABLE " + table);
    }
    EventType some = type("a.B", of(MINUTE, 9, 50), of(DAY, 99, 0));
    EventType other = type("a.C");
    retention.apply(List.of(other, some));
    write("a.B");
    write("a.C");
    assertThat(states("a.B")).as("a day longer").containsExactly("60 0", "86400 0", "86400 10");
    assertThat(series("a.B"))
        .containsExactly(
            "1d 0",
            "1d 10",
            "1d 100",
            "1m 0",
            "1m 10",
            "1m.country.1d 0",
            "1m.country.1d 10",
            "p95.1m 0",
            "p95.1m 10");
    assertThat(states("a.C")).hasSize(6);
    assertThat(series("a.C")).hasSize(12);

    // Another mind: of what is there, too.
    retention.apply(List.of(type("a.B", of(DAY, 8, 8)), other));
    assertThat(states("a.B")).containsExactly("60 0", "86400 0");
    assertThat(series("a.B"))
        .containsExactly(
            "1d 0",
            "1m 0",
            "1m 10",
            "1m.country.1d 0",
            "1m.country.1d 10",
            "p95.1m 0",
            "p95.1m 10");
    assertThat(states("a.C")).hasSize(6);
  }

  @Test
  void theSameAgainChangesNothing() {
    EventType some = type("a.B", of(MINUTE, 9, 50));
    retention.apply(List.of(some));
    String before = tables();
    retention.apply(List.of(some));
    assertThat(tables()).isEqualTo(before).contains("TTL");
    retention.apply(List.of());
    assertThat(tables()).doesNotContain("bucket)) + toUInt64(multiIf");
  }

  private String tables() {
    return String.join(
        "\n",
        clickHouse.query(
            """
            SELECT concat(name, ' ', create_table_query, ' ', toString(metadata_modification_time)) AS made
            FROM system.tables
            WHERE database = currentDatabase() AND (startsWith(name, 'states') OR startsWith(name, 'series'))
            ORDER BY name""",
            Map.of(),
            row -> row.string("made")));
  }
}
