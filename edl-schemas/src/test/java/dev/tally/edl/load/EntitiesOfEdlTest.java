package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Entity;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.registry.Fingerprint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The things whose state events tell, as EDL declares them. */
class EntitiesOfEdlTest {
  /** Lines before the event type. */
  private static final int HEAD_LINES = 8;

  @TempDir Path directory;

  private EventType read(String options) {
    return new EdlFolder(directory).eventType(text(options));
  }

  private static String text(String options) {
    return EdlFolder.HEAD
        + """
        message Instrument {
          option (tally.event) = { owner: "x", %s };
          string symbol = 1;
          int64 exchange = 2;
          bool deleted = 3;
          double price = 4;
          repeated string tags = 5;
          google.protobuf.Timestamp time = 6 [(tally.field).event_time = true];
        }
        """
            .formatted(options);
  }

  @Test
  void keyAndDeletionAreRead() {
    EventType type = read("entity_key: ['symbol', 'exchange'], entity_deleted: 'deleted'");
    Entity entity =
        new Entity(
            List.of("symbol", "exchange"),
            Optional.of(
                new Filter.Compare(
                    "deleted", Filter.Operator.EQUAL, new Filter.Literal.Bool(true))));
    assertThat(type.entity()).contains(entity);
    assertThat(entity.name()).isEqualTo("symbol,exchange");
    assertThat(type.attributesOf(entity))
        .extracting(Attribute::name)
        .containsExactly("symbol", "exchange");
    assertThat(Fingerprint.of(type))
        .isNotEqualTo(
            Fingerprint.of(
                type.withEntity(new Entity(List.of("symbol", "exchange"), Optional.empty()))));
  }

  @Test
  void withoutAKeyThereIsNone() {
    assertThat(read("raw_retention: '1d'").entity()).isEmpty();
    assertThat(read("entity_key: 'symbol'").entity())
        .contains(new Entity(List.of("symbol"), Optional.empty()));
  }

  @Test
  void whatDoesNotFitIsSaidAtItsPlace() {
    assertProblems(
        "entity_key: ['symbl', 'symbol', 'symbol', 'tags']",
        "2:53: the entity_key of shop.Instrument: shop.Instrument has no attribute 'symbl'; did you mean"
            + " 'symbol'?",
        "2:72: the entity_key of shop.Instrument: it names 'symbol' twice",
        "2:82: the entity_key of shop.Instrument: 'tags' has any number of values");
    assertProblems(
        "entity_key: ['time', 'price']",
        "2:53: the entity_key of shop.Instrument: 'time' is the event's time, which tells one state"
            + " from the next and not one thing from another",
        "2:61: the entity_key of shop.Instrument: 'price' is a floating-point number, which is never"
            + " sure to be equal");
    assertProblems(
        "entity_key: ['a', 'b', 'c', 'd', 'e']",
        "2:73: the entity_key of shop.Instrument: it has more than 4 attributes");
    assertProblems(
        "entity_deleted: 'deleted'",
        "2:56: the entity_deleted of shop.Instrument: nothing can be gone where nothing has a name; add"
            + " entity_key: [\"…\"], the attributes that name it");
    assertProblems(
        "entity_key: 'symbol', entity_deleted: 'symbol || gone'",
        "2:79: the entity_deleted of shop.Instrument: 'symbol' is no bool; compare it with something",
        "2:89: the entity_deleted of shop.Instrument: shop.Instrument has no attribute 'gone'");
  }

  private void assertProblems(String options, String... expected) {
    assertThat(new EdlFolder(directory).problems(text(options)))
        .map(EntitiesOfEdlTest::relative)
        .containsExactlyInAnyOrder(expected);
  }

  private static String relative(String problem) {
    String[] parts = problem.split(":", 3);
    return Integer.parseInt(parts[1]) - HEAD_LINES + 1 + ":" + parts[2];
  }
}
