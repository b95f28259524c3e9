package dev.tally.storage.view;

import static dev.tally.storage.testing.Attributes.attribute;
import static dev.tally.storage.testing.Attributes.dimension;
import static dev.tally.storage.testing.Attributes.eventType;
import static dev.tally.storage.testing.Attributes.scaled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import dev.tally.storage.testing.EngineExtension;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class EntityViewsTest {
  private static final EventType PLAIN =
      eventType(
          "test.Thing",
          dimension("id", AttributeType.STRING),
          attribute("gone", AttributeType.BOOL),
          scaled("price", AttributeType.INT64, 2));

  private static final EventType THING =
      PLAIN.withEntity(
          new Entity(
              List.of("id"),
              Optional.of(
                  new Filter.Compare(
                      "gone", Filter.Operator.EQUAL, new Filter.Literal.Bool(true)))));

  private final ClickHouse clickHouse;
  private final EventViews views;

  EntityViewsTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.views = new EventViews(clickHouse);
  }

  @Test
  void aRowIsTheLatestStateOfWhatIsThere() {
    views.publish(THING);
    insert("test.Thing", "id", "a", 5, "['id'], ['a']", 500);
    insert("test.Thing", "id", "a", 7, "['id'], ['a']", 700);
    insert("test.Thing", "id", "a", 6, "['id'], ['a']", 600);
    insert("test.Thing", "id", "b", 3, "['id', 'gone'], ['b', 'true']", 1);
    insert("test.Thing", "id", "b", 2, "['id'], ['b']", 2);
    insert("test.Thing", "id", "c", 1, "['id', 'gone'], ['c', 'true']", 1);
    insert("test.Thing", "id", "c", 2, "['id', 'gone'], ['c', 'false']", 125);
    insert("test.Thing", "other", "d", 1, "['id'], ['d']", 1);
    insert("test.Other", "id", "e", 1, "['id'], ['e']", 1);
    assertThat(
            clickHouse.query(
                "SELECT id, price FROM %s.test_Thing_entities ORDER BY id".formatted(database()),
                Map.of(),
                row -> row.string("id") + " " + row.decimal("price").toPlainString()))
        .containsExactly("a 7.00", "c 1.25");
  }

  private void insert(String event, String key, String id, int version, String dims, int price) {
    clickHouse.execute(
        """
        INSERT INTO entities (event, entity_key, entity, version, dim_names, dim_values, int_names, int_values)
        VALUES (%s, %s, [%s], %d, %s, ['price'], [%d])"""
            .formatted(
                Sql.literal(event), Sql.literal(key), Sql.literal(id), version, dims, price));
  }

  private String database() {
    return Sql.identifier(clickHouse.endpoint().viewsDatabase());
  }

  @Test
  void theViewGoesWithTheKey() {
    views.publish(THING);
    assertThat(names()).contains("test_Thing", "test_Thing_entities");
    views.publish(PLAIN);
    assertThat(names()).contains("test_Thing").doesNotContain("test_Thing_entities");
  }

  @Test
  void nobodyElseMayHaveItsName() {
    views.publish(THING);
    assertThatThrownBy(
            () ->
                views.publish(
                    eventType("test.Thing_entities", attribute("n", AttributeType.INT32))))
        .isInstanceOfSatisfying(
            TallyException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.EDL_NAME_CONFLICT);
              assertThat(e)
                  .hasMessageContaining("test_Thing_entities, which belongs to test.Thing");
            });
    views.publish(PLAIN);
    views.publish(eventType("test.Thing_entities", attribute("n", AttributeType.INT32)));
    views.publish(PLAIN);
    assertThat(names()).as("somebody else's").contains("test_Thing_entities");
    clickHouse.execute("DROP VIEW %s.test_Thing_entities".formatted(database()));
  }

  private List<String> names() {
    return clickHouse.query(
        "SELECT name FROM system.tables WHERE database = {views:String}",
        Map.of("views", clickHouse.endpoint().viewsDatabase()),
        row -> row.string("name"));
  }
}
