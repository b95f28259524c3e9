package dev.tally.storage.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.engine.EmbeddedEngine;
import dev.tally.storage.testing.EngineExtension;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class MigrationsTest {
  private static final Migration FIRST =
      Migration.parse(1, "V1__first", "CREATE TABLE IF NOT EXISTS a (n Int8) ENGINE = Memory");
  private static final Migration SECOND =
      Migration.parse(
          2,
          "V2__second",
          """
          -- A semicolon; within a line separates nothing.
          CREATE TABLE IF NOT EXISTS b (n Int8) ENGINE = Memory
          ;
          ALTER TABLE a ADD COLUMN IF NOT EXISTS m Int8
          """);

  private final ClickHouse clickHouse;

  MigrationsTest(EmbeddedEngine engine) {
    this.clickHouse =
        ClickHouse.connect(engine.endpoint().withDatabases("migrated", "migrated_views"));
  }

  @BeforeEach
  @AfterEach
  void drop() {
    try (ClickHouse any =
        ClickHouse.connect(clickHouse.endpoint().withDatabases("default", "migrated_views"))) {
      for (String name : List.of("migrated", "migrated_views")) {
        any.execute("DROP DATABASE IF EXISTS " + Sql.identifier(name) + " SYNC");
      }
    }
  }

  @Test
  void aFreshServerGetsEverythingAndASecondRunChangesNothing() {
    Migrations.run(clickHouse);
    List<String> tables = tables();
    assertThat(tables)
        .contains("events", "events_rejected", "inserts", "states", "series", "series_index");
    String applied = applied();
    assertThat(applied)
        .isEqualTo(
            "1 V1__pipeline, 2 V2__codecs, 3 V3__zstd, 4 V4__loss_audit, 5 V5__rejects,"
                + " 6 V6__audit_of_copies, 7 V7__more_states, 8 V8__watermarks, 9 V9__entities, 10 V10__sites,"
                + " 11 V11__admitted_values, 12 V12__producers, 13 V13__observed_dimensions");
    clickHouse.execute("INSERT INTO series_index (path) SELECT 'kept'");
    Migrations.run(clickHouse);
    assertThat(tables()).isEqualTo(tables);
    assertThat(applied()).isEqualTo(applied);
    clickHouse.execute("TRUNCATE TABLE schema_migrations");
    Migrations.run(clickHouse);
    assertThat(applied()).as("as if each had been cut off").isEqualTo(applied);
    assertThat(
            clickHouse.query("SELECT path FROM series_index", Map.of(), row -> row.string("path")))
        .containsExactly("kept");
  }

  /** Compact where it is inserted, few files to sync; wide where it merged, column by column. */
  @Test
  void smallInsertsAreCompactAndWhatMergesIsWide() {
    Migrations.run(clickHouse);
    for (int block = 1; block <= 2; block++) {
      clickHouse.execute("INSERT INTO events (event, block) SELECT 'a', " + block);
    }
    assertThat(partTypes()).containsOnly("Compact");
    clickHouse.execute("OPTIMIZE TABLE events FINAL");
    assertThat(partTypes()).containsExactly("Wide");
  }

  private List<String> partTypes() {
    return clickHouse.query(
        """
        SELECT part_type FROM system.parts
        WHERE active AND database = currentDatabase() AND table = 'events'
        """,
        Map.of(),
        row -> row.string("part_type"));
  }

  @Test
  void aMigrationThatWasCutOffIsRunAgain() {
    Migrations.run(clickHouse, List.of(FIRST));
    Migration cutOff =
        new Migration(
            2,
            SECOND.name(),
            SECOND.checksum(),
            List.of(SECOND.statements().getFirst(), "SELECT throwIf(1, 'crash')"));
    assertThatThrownBy(() -> Migrations.run(clickHouse, List.of(FIRST, cutOff)))
        .hasMessageContaining("migration V2__second")
        .hasMessageContaining("crash");
    assertThat(tables()).contains("a", "b");
    assertThat(applied()).isEqualTo("1 V1__first");
    Migrations.run(clickHouse, List.of(FIRST, SECOND));
    assertThat(applied()).isEqualTo("1 V1__first, 2 V2__second");
  }

  @Test
  void aChangedMigrationIsRefused() {
    Migrations.run(clickHouse, List.of(FIRST, SECOND));
    Migration changed = Migration.parse(2, "V2__second", "SELECT 1");
    assertRefused(
        "was migrated with another text of V2__second",
        () -> Migrations.run(clickHouse, List.of(FIRST, changed)));
  }

  @Test
  void aNewerDatabaseIsRefused() {
    Migrations.run(clickHouse, List.of(FIRST, SECOND));
    assertRefused(
        "has migration V2__second, this Tally knows 1: use the newer Tally",
        () -> Migrations.run(clickHouse, List.of(FIRST)));
  }

  @Test
  void aServerWithoutTheGraphiteSectionIsToldWhatItLacks() {
    Migration graphite =
        Migration.parse(
            1,
            "V1__graphite",
            """
            CREATE TABLE g (path String, time DateTime, value Float64, version UInt64)
            ENGINE = GraphiteMergeTree('not_configured') ORDER BY path
            """);
    assertRefused(
        "<clickhouse><graphite_rollup><path_column_name>path</path_column_name>",
        () -> Migrations.run(clickHouse, List.of(graphite)));
  }

  private void assertRefused(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TallyException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
              assertThat(e).hasMessageContaining(message);
              assertThat(e.getMessage()).doesNotContain("\n");
            });
  }

  private List<String> tables() {
    return clickHouse.query(
        "SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name",
        Map.of(),
        row -> row.string("name"));
  }

  private String applied() {
    return String.join(
        ", ",
        clickHouse.query(
            "SELECT version, name FROM schema_migrations ORDER BY version",
            Map.of(),
            row -> row.int64("version") + " " + row.string("name")));
  }
}
