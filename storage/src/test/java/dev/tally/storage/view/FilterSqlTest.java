package dev.tally.storage.view;

import static dev.tally.storage.testing.Attributes.attribute;
import static dev.tally.storage.testing.Attributes.dimension;
import static dev.tally.storage.testing.Attributes.eventType;
import static dev.tally.storage.testing.Attributes.scaled;
import static dev.tally.storage.testing.Attributes.shaped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Filter.Compare;
import dev.tally.edl.model.Filter.Literal;
import dev.tally.edl.model.Filter.Operator;
import dev.tally.edl.model.Shape;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Three rows: 1 and 2 have values, 3 has nothing set. Each condition must pick the named ones. */
@ExtendWith(EngineExtension.class)
class FilterSqlTest {
  private static final EventType EVENT_TYPE =
      eventType(
          "test.Filtered",
          dimension("origin", AttributeType.STRING),
          attribute("note", AttributeType.STRING),
          attribute("yes", AttributeType.BOOL),
          attribute("delay", AttributeType.INT32),
          attribute("big", AttributeType.UINT64),
          dimension("code", AttributeType.INT32),
          attribute("ratio", AttributeType.DOUBLE),
          scaled("price", AttributeType.INT64, 2),
          shaped("tags", AttributeType.STRING, Shape.REPEATED));

  private static final String NASTY = "a'b\\c\n`\"%s{x:String}😀";

  private final ClickHouse clickHouse;

  FilterSqlTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeAll
  static void insert(ClickHouse clickHouse) {
    clickHouse.execute(
        """
        INSERT INTO events (row, dim_names, dim_values, str_names, str_values,
            int_names, int_values, num_names, num_values)
        SELECT 1, ['origin', 'yes', 'code'], ['LAS', 'true', '-10'], ['note'], [{nasty:String}],
            ['delay', 'big', 'price'], [16, -1, 150], ['ratio'], [0.1]
        UNION ALL
        SELECT 2, ['origin', 'yes', 'code'], ['', 'false', '9'], ['note'], [''],
            ['delay', 'big', 'price'], [15, 0, 151], ['ratio'], [nan]
        UNION ALL SELECT 3, [], [], [], [], [], [], [], []
        """,
        Map.of("nasty", NASTY),
        Map.of());
  }

  @Test
  void numbersCompareAsNumbers() {
    assertThat(rows(number("delay", Operator.GREATER, 15))).containsExactly(1L);
    assertThat(rows(number("delay", Operator.GREATER_OR_EQUAL, 15))).containsExactly(1L, 2L);
    assertThat(rows(number("delay", Operator.LESS, 15.5))).containsExactly(2L);
    assertThat(rows(number("delay", Operator.NOT_EQUAL, 15))).containsExactly(1L);
    assertThat(rows(number("code", Operator.LESS, 9))).containsExactly(1L);
    assertThat(rows(number("code", Operator.EQUAL, -10))).containsExactly(1L);
    assertThat(rows(number("big", Operator.GREATER, 1e18))).containsExactly(1L);
    assertThat(rows(number("big", Operator.GREATER, -1))).containsExactly(1L, 2L);
    assertThat(rows(number("ratio", Operator.EQUAL, 0.1))).containsExactly(1L);
    assertThat(rows(number("ratio", Operator.LESS, Double.POSITIVE_INFINITY))).containsExactly(1L);
  }

  @Test
  void fixedPointComparesExactly() {
    assertThat(rows(number("price", Operator.EQUAL, 1.5))).containsExactly(1L);
    assertThat(rows(number("price", Operator.GREATER, 1.505))).containsExactly(2L);
    assertThat(rows(number("price", Operator.LESS, 1e300))).containsExactly(1L, 2L);
  }

  @Test
  void textsAndBoolsCompare() {
    assertThat(rows(text("origin", Operator.EQUAL, "LAS"))).containsExactly(1L);
    assertThat(rows(text("origin", Operator.EQUAL, ""))).containsExactly(2L);
    assertThat(rows(text("origin", Operator.NOT_EQUAL, ""))).containsExactly(1L);
    assertThat(rows(text("note", Operator.EQUAL, NASTY))).containsExactly(1L);
    Filter yes = new Compare("yes", Operator.EQUAL, new Literal.Bool(true));
    assertThat(rows(yes)).containsExactly(1L);
  }

  @Test
  void termsCombine() {
    Filter late = number("delay", Operator.GREATER, 15);
    Filter las = text("origin", Operator.EQUAL, "LAS");
    Filter empty = text("origin", Operator.EQUAL, "");
    assertThat(rows(new Filter.Not(late))).containsExactly(2L, 3L);
    assertThat(rows(new Filter.And(List.of(late, las)))).containsExactly(1L);
    assertThat(rows(new Filter.And(List.of(late, empty)))).isEmpty();
    assertThat(rows(new Filter.Or(List.of(late, empty)))).containsExactly(1L, 2L);
    assertThat(rows(new Filter.And(List.of()))).containsExactly(1L, 2L, 3L);
    assertThat(rows(new Filter.Or(List.of()))).isEmpty();
    Filter in = new Filter.In("origin", List.of(new Literal.Text("LAS"), new Literal.Text("PHL")));
    assertThat(rows(in)).containsExactly(1L);
    Filter numbers =
        new Filter.In("delay", List.of(new Literal.Numeric(15.5), new Literal.Numeric(15)));
    assertThat(rows(numbers)).containsExactly(2L);
    assertThat(rows(new Filter.In("delay", List.of()))).isEmpty();
  }

  @Test
  void whatTheLoaderShouldHaveRefusedIsRefused() {
    assertThatThrownBy(() -> rows(text("nowhere", Operator.EQUAL, "x")))
        .hasMessageContaining("no attribute nowhere");
    assertThatThrownBy(() -> rows(text("delay", Operator.EQUAL, "x")))
        .hasMessageContaining("delay is INT32");
    assertThatThrownBy(() -> rows(text("tags", Operator.EQUAL, "x")))
        .hasMessageContaining("tags is not singular");
  }

  @Test
  void numberAndTextOfAnAttribute() {
    assertThat(values(AttributeSql.number(EVENT_TYPE.attribute("price").orElseThrow())))
        .containsExactly("1.5", "1.51", "NULL");
    assertThat(values(AttributeSql.number(EVENT_TYPE.attribute("code").orElseThrow())))
        .containsExactly("-10", "9", "NULL");
    assertThat(values(AttributeSql.text(EVENT_TYPE.attribute("code").orElseThrow())))
        .containsExactly("-10", "9", "NULL");
    assertThat(values(AttributeSql.text(EVENT_TYPE.attribute("big").orElseThrow())))
        .containsExactly("18446744073709551615", "0", "NULL");
  }

  private List<Long> rows(Filter filter) {
    return clickHouse.query(
        "SELECT row FROM events WHERE " + FilterSql.condition(EVENT_TYPE, filter) + " ORDER BY row",
        Map.of(),
        row -> row.int64("row"));
  }

  private List<String> values(String expression) {
    return clickHouse.query(
        "SELECT ifNull(toString(" + expression + "), 'NULL') AS value FROM events ORDER BY row",
        Map.of(),
        row -> row.string("value"));
  }

  private static Filter number(String attribute, Operator operator, double value) {
    return new Compare(attribute, operator, new Literal.Numeric(value));
  }

  private static Filter text(String attribute, Operator operator, String value) {
    return new Compare(attribute, operator, new Literal.Text(value));
  }
}
