package dev.tally.storage.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectAttributeFigures.Figures;
import dev.tally.storage.statement.SelectAttributeFigures.Sample;
import dev.tally.storage.statement.SelectAttributeFigures.Scope;
import dev.tally.storage.testing.EngineExtension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A sample of many events; what few have is registry-ui's {@code LiveCatalogueTest}. */
@ExtendWith(EngineExtension.class)
class SelectAttributeFiguresTest {
  private static final String EVENT = "t.Many";
  private static final int ROWS = 2_000_000;
  private static final Instant SINCE = Instant.parse("2026-01-31T00:00:00Z");

  private final ClickHouse clickHouse;

  SelectAttributeFiguresTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private void store() {
    clickHouse.execute(
        """
        INSERT INTO events (event, time, received, num_names, num_values)
        SELECT {event:String}, toDateTime64('2026-01-31 01:00:00', 3, 'UTC') + number / 1000 AS at, at,
            if(number %% 2 = 0, ['number', 'half'], ['number']),
            if(number %% 2 = 0, [toFloat64(number), 1.], [toFloat64(number)])
        FROM numbers(%d)
        """
            .formatted(ROWS),
        Map.of("event", EVENT),
        Map.of());
    clickHouse.execute(
        """
        INSERT INTO inserts (collector, block, event, rows, time_min, time_max, received_min, received_max)
        VALUES ('c', 1, {event:String}, {rows:UInt64}, '2026-01-31 01:00:00', '2026-01-31 02:00:00',
            '2026-01-31 01:00:00', '2026-01-31 02:00:00')
        """,
        Map.of("event", EVENT, "rows", ROWS),
        Map.of());
  }

  private static Figures attribute(Sample sample, String name) {
    return sample.attributes().stream()
        .filter(a -> a.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aQuarterOfThemIsReadFromTheFirstToTheLast() {
    store();
    List<String> names = List.of("number", "half");
    Sample sample =
        new SelectAttributeFigures(clickHouse)
            .run(new Scope(EVENT, SINCE, names, names, List.of()));
    long events = sample.all().events();
    assertThat(sample.received()).isEqualTo(ROWS);
    assertThat(events).isCloseTo(ROWS / 4, within(ROWS / 40L));
    assertThat(attribute(sample, "number").events()).as("the same sample").isEqualTo(events);
    assertThat(attribute(sample, "half").events()).isCloseTo(events / 2, within(events / 50));
    assertThat(Double.parseDouble(attribute(sample, "number").lowest())).isLessThan(ROWS / 10.);
    assertThat(Double.parseDouble(attribute(sample, "number").highest()))
        .isGreaterThan(ROWS * 9 / 10.);
    assertThat(Double.parseDouble(attribute(sample, "number").middle()))
        .isCloseTo(ROWS / 2., within(ROWS / 10.));
  }
}
