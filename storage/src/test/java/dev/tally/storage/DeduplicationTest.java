package dev.tally.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tally.storage.table.EventsTable;
import dev.tally.storage.testing.EngineExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class DeduplicationTest {
  private static final int ROWS = 100_000;

  private final ClickHouse clickHouse;

  DeduplicationTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    clickHouse.execute("TRUNCATE TABLE events");
    clickHouse.execute("TRUNCATE TABLE states");
    clickHouse.execute("TRUNCATE TABLE states_uniq");
    clickHouse.execute("TRUNCATE TABLE series");
  }

  @Test
  void aRepeatedInsertOverTwoPartitionsIsDroppedWhole() {
    byte[] body = block(ROWS);
    for (int i = 0; i < 3; i++) {
      clickHouse.insertNative(
          "events", EventsTable.TABLE.columnNames(), "block-1", out -> out.write(body));
    }
    assertThat(partitions("events")).isEqualTo(2);
    assertThat(count("SELECT count() AS n FROM events")).isEqualTo(ROWS);
    clickHouse.insertNative(
        "events", EventsTable.TABLE.columnNames(), "block-2", out -> out.write(body));
    assertThat(count("SELECT count() AS n FROM events")).isEqualTo(2 * ROWS);
  }

  @Test
  void severalBlocksOfOneInsertAreNotTakenForRepeats() {
    byte[] block = block(1000);
    for (int i = 0; i < 2; i++) {
      clickHouse.insertNative(
          "events",
          EventsTable.TABLE.columnNames(),
          "three",
          out -> {
            out.write(block);
            out.write(block);
            out.write(block);
          });
    }
    assertThat(count("SELECT count() AS n FROM events")).isEqualTo(3000);
  }

  @Test
  void aRepeatedInsertSelectIntoStatesIsDropped() {
    byte[] body = block(ROWS);
    clickHouse.insertNative(
        "events", EventsTable.TABLE.columnNames(), "block-1", out -> out.write(body));
    for (int i = 0; i < 3; i++) {
      rollUp("states", "count", "count()", 1);
      rollUp("states_uniq", "uniq", "uniqState(toString(row))", 1);
    }
    assertThat(partitions("states")).isGreaterThan(1);
    assertThat(count("SELECT sum(count) AS n FROM states")).isEqualTo(ROWS);
    assertThat(count("SELECT uniqMerge(uniq) AS n FROM states_uniq"))
        .isCloseTo(ROWS, withinPercentage(3));
    rollUp("states", "count", "count()", 2);
    assertThat(count("SELECT sum(count) AS n FROM states")).isEqualTo(2 * ROWS);
  }

  @Test
  void aRepeatedInsertSelectIsDroppedEvenIfItsRowsComeInAnotherOrder() {
    insertPoints("SELECT number FROM numbers(1000) ORDER BY number ASC");
    insertPoints("SELECT number FROM numbers(1000) ORDER BY number DESC");
    assertThat(count("SELECT count() AS n FROM series")).isEqualTo(1000);
  }

  /** A table in memory, or the threads of a scan, give the same rows in more or fewer blocks. */
  @Test
  void aRepeatedInsertSelectIsDroppedHoweverItsRowsCome() {
    clickHouse.execute(
        "CREATE TABLE few ENGINE = Memory AS SELECT number FROM numbers(200000) SETTINGS max_block_size = 200000, min_insert_block_size_rows = 0, min_insert_block_size_bytes = 0");
    clickHouse.execute(
        "CREATE TABLE many ENGINE = Memory AS SELECT number FROM numbers(200000) SETTINGS max_block_size = 1000, min_insert_block_size_rows = 0, min_insert_block_size_bytes = 0");
    try {
      for (int i = 0; i < 10; i++) {
        insertPoints("SELECT number FROM few");
        insertPoints(
            "SELECT number FROM many UNION ALL SELECT number FROM few WHERE number > 200000");
        insertPoints(
            "SELECT number FROM many WHERE number < 100001 UNION ALL SELECT number FROM few WHERE number >= 100001");
      }
      assertThat(count("SELECT count() AS n FROM series")).isEqualTo(200000);
    } finally {
      clickHouse.execute("DROP TABLE few");
      clickHouse.execute("DROP TABLE many");
    }
  }

  private void insertPoints(String numbers) {
    clickHouse.insertSelect(
        "series (path, time, value, version)",
        "SELECT concat('p', toString(number)) AS path, toDateTime(1000000000) AS time, 1 AS value, 1 AS version FROM ("
            + numbers
            + ")",
        "path",
        Map.of(),
        Map.of("optimize_on_insert", "0"),
        "points-1");
  }

  private void rollUp(String table, String column, String state, int run) {
    clickHouse.insertSelect(
        "%s (event, metric, resolution, dimension_set, bucket, dimension_values, run, %s)"
            .formatted(table, column),
        """
        SELECT event, 'registrations' AS metric, 60 AS resolution, 'row' AS dimension_set,
            toDateTime(toStartOfInterval(time, INTERVAL 1 DAY), 'UTC') AS bucket,
            [toString(row %% 100)] AS dimension_values, {run:UInt64} AS run, %s AS %s
        FROM events
        GROUP BY event, bucket, dimension_values"""
            .formatted(state, column),
        "bucket",
        Map.of("run", run),
        Map.of(),
        "run-" + run);
  }

  /** Half of the rows were received yesterday. */
  private byte[] block(int rows) {
    return clickHouse.read(
        """
        SELECT toLowCardinality('test.Event') AS event,
            toDateTime64('2001-01-01 00:00:00', 3, 'UTC') + number * 60 AS time,
            toDateTime64(today() - (number % 2), 3, 'UTC') AS received,
            toUInt32(1) AS revision, toUUID('00112233-4455-6677-8899-aabbccddeeff') AS producer,
            toUInt64(1) AS batch, toUInt32(number) AS row, toUInt8(1) AS attempt,
            toLowCardinality('c') AS collector, toUInt64(1) AS block, today() + 30 AS expires,
            [toLowCardinality('a')] AS dim_names, [toLowCardinality('b')] AS dim_values,
            []::Array(LowCardinality(String)) AS str_names, []::Array(String) AS str_values,
            []::Array(LowCardinality(String)) AS int_names, []::Array(Int64) AS int_values,
            []::Array(LowCardinality(String)) AS num_names, []::Array(Float64) AS num_values
        FROM numbers({rows:UInt64})
        """,
        Map.of("rows", rows), "Native", in -> in.readAllBytes());
  }

  private long partitions(String table) {
    return count(
        "SELECT uniqExact(partition) AS n FROM system.parts WHERE active AND table = '"
            + table
            + "' AND database = currentDatabase()");
  }

  private long count(String sql) {
    List<Long> counts = clickHouse.query(sql, Map.of(), row -> row.int64("n"));
    return counts.getFirst();
  }
}
