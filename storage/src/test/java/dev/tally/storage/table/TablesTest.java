package dev.tally.storage.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.ValueKind;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.table.Table.Column;
import dev.tally.storage.testing.EngineExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(EngineExtension.class)
class TablesTest {
  private final ClickHouse clickHouse;

  TablesTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  static List<Table> tables() {
    return List.of(EventsTable.TABLE, RejectedEventsTable.TABLE, InsertsTable.TABLE);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void anInsertGivesEveryColumnWithoutADefault(Table table) {
    List<Column> columns =
        clickHouse.query(
            """
            SELECT name, type FROM system.columns
            WHERE database = currentDatabase() AND table = {table:String} AND default_kind = ''
            ORDER BY position
            """,
            Map.of("table", table.name()),
            row -> new Column(row.string("name"), row.string("type")));
    assertThat(columns).isEqualTo(table.columns()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfValueHasItsArrays(ValueKind kind) {
    assertThat(EventsTable.TABLE.columnNames())
        .contains(EventsTable.namesColumn(kind), EventsTable.valuesColumn(kind));
  }

  @Test
  void everyTableOfThePipelineDropsRepeats() {
    List<String> without =
        clickHouse.query(
            """
            SELECT name FROM system.tables
            WHERE database = currentDatabase() AND name != 'schema_migrations' AND engine != 'View'
                AND engine_full NOT LIKE '%non_replicated_deduplication_window = 100000%'
            """,
            Map.of(), row -> row.string("name"));
    assertThat(without).isEmpty();
  }
}
