package dev.tally.app.torture;

import dev.tally.app.truth.Differences;
import dev.tally.app.truth.Expected;
import dev.tally.app.truth.PlainEvent;
import dev.tally.app.truth.PlainSeries;
import dev.tally.app.truth.Point;
import dev.tally.edl.model.EventType;
import dev.tally.storage.ClickHouse;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Holds rows against the oracle, once, and the series against these rows, as often as wanted. */
final class Comparison {
  private static final int EXAMPLES_MAX = 10;

  private final Oracle oracle;
  private final Map<String, BitSet> stored = new HashMap<>();
  private final List<PlainEvent> counted = new ArrayList<>();
  private final List<String> examples = new ArrayList<>();
  private final Map<Point, Expected> expected;
  private long rows;
  private long unknown;
  private long duplicates;

  /**
   * A row of the typed view.
   *
   * @param origin its place among what was sent, for a person
   */
  record Row(String tag, long number, PlainEvent event, String origin) {}

  Comparison(Oracle oracle, EventType type, List<Row> rows) {
    this.oracle = oracle;
    rows.forEach(this::add);
    this.expected = PlainSeries.of(type, counted);
  }

  static List<Row> rows(ClickHouse clickHouse) {
    return clickHouse.query(
        """
        SELECT tag, number, %s,
               concat(toString(producer), ' batch ', toString(batch), ' row ', toString(row),
                      ' attempt ', toString(attempt)) AS origin
        FROM %s"""
            .formatted(Tick.COLUMNS, TortureEdl.VIEW),
        Map.of(),
        row ->
            new Row(row.string("tag"), row.int64("number"), Tick.read(row), row.string("origin")));
  }

  private void add(Row row) {
    rows++;
    Optional<PlainEvent> made = oracle.life(row.tag()).flatMap(life -> life.event(row.number()));
    if (made.isEmpty() || !made.get().equals(row.event())) {
      unknown++;
      example("unknown: %s, made was %s".formatted(row, made));
      return;
    }
    BitSet numbers = stored.computeIfAbsent(row.tag(), t -> new BitSet());
    if (numbers.get((int) row.number())) {
      duplicates++;
      example("twice: " + row);
      return;
    }
    numbers.set((int) row.number());
    counted.add(made.get());
  }

  /**
   * @param points of the series
   * @param isCompared of other points nothing is said
   */
  Verdict with(Map<Point, Double> points, Predicate<Point> isCompared) {
    List<String> all = new ArrayList<>(examples);
    long created = 0;
    long acknowledged = 0;
    long dropped = 0;
    long refused = 0;
    long missing = 0;
    for (Oracle.Life life : oracle.lives()) {
      BitSet lost = life.acknowledged();
      acknowledged += lost.cardinality();
      lost.andNot(stored.getOrDefault(life.tag(), new BitSet()));
      missing += lost.cardinality();
      if (!lost.isEmpty()) {
        all.add("missing: %s %s".formatted(life.tag(), shortened(lost)));
      }
      created += life.count();
      dropped += life.droppedCount();
      refused += life.refused();
    }
    Differences series = Differences.between(expected, points, isCompared);
    all.addAll(series.examples());
    return new Verdict(
        created,
        acknowledged,
        dropped,
        refused,
        rows,
        missing,
        unknown,
        duplicates,
        series.wrong(),
        series.points(),
        all.subList(0, Math.min(all.size(), EXAMPLES_MAX)));
  }

  private void example(String what) {
    if (examples.size() < EXAMPLES_MAX) {
      examples.add(what);
    }
  }

  private static String shortened(BitSet numbers) {
    return "%d events from %d to %d"
        .formatted(numbers.cardinality(), numbers.nextSetBit(0), numbers.length() - 1);
  }
}
