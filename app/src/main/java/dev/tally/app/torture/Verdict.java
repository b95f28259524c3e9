package dev.tally.app.torture;

import dev.tally.storage.ClickHouse;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is stored, held against what the oracle knows.
 *
 * @param missing acknowledged and not stored
 * @param unknown stored and never created, dropped before it was sent, or with other values
 * @param duplicates rows of the typed view above one per event
 * @param wrongPoints points of the series that differ from the number of stored events in their
 *     minute and slice, or are missing
 * @param points compared
 * @param examples of what is wrong
 */
record Verdict(
    long created,
    long acknowledged,
    long dropped,
    long refused,
    long stored,
    long missing,
    long unknown,
    long duplicates,
    long wrongPoints,
    long points,
    List<String> examples) {
  private static final int EXAMPLES_MAX = 10;
  private static final long MINUTE_MS = 60_000;

  Verdict {
    examples = List.copyOf(examples);
  }

  boolean holds() {
    return missing == 0 && unknown == 0 && duplicates == 0 && wrongPoints == 0 && refused == 0;
  }

  /** Whether only the series are behind what is stored, which ends by itself. */
  boolean awaitsRollup() {
    return wrongPoints > 0;
  }

  /**
   * @param slice empty for the overall series
   */
  record Point(long minute, String slice) {}

  /**
   * A row of the typed view.
   *
   * @param origin its place among what was sent, for a person
   */
  record Row(String tag, long number, long timeMs, String slice, String origin) {}

  static Verdict of(Oracle oracle, ClickHouse clickHouse) {
    return of(oracle, rows(clickHouse), points(clickHouse));
  }

  /** What was read, held against what is known. */
  static Verdict of(Oracle oracle, List<Row> rows, Map<Point, Long> points) {
    return new Comparison(oracle).run(rows, points);
  }

  private static List<Row> rows(ClickHouse clickHouse) {
    return clickHouse.query(
        """
        SELECT tag, number, toUnixTimestamp64Milli(time) AS at, slice,
               concat(toString(producer), ' batch ', toString(batch), ' row ', toString(row),
                      ' attempt ', toString(attempt)) AS origin
        FROM %s"""
            .formatted(TortureEdl.VIEW),
        Map.of(),
        row ->
            new Row(
                row.string("tag"),
                row.int64("number"),
                row.int64("at"),
                row.string("slice"),
                row.string("origin")));
  }

  private static Map<Point, Long> points(ClickHouse clickHouse) {
    Map<Point, Long> points = new HashMap<>();
    clickHouse
        .query(
            """
            SELECT toInt64(toUnixTimestamp(time)) * 1000 AS at, path, argMax(value, version) AS number
            FROM series WHERE startsWith(path, {prefix:String}) GROUP BY path, time""",
            Map.of("prefix", TortureEdl.SERIES),
            row -> {
              String path = row.string("path");
              String slice =
                  path.contains(".slice.") ? path.substring(path.lastIndexOf('.') + 1) : "";
              return Map.entry(
                  new Point(row.int64("at"), slice), Math.round(row.float64("number")));
            })
        .forEach(point -> points.merge(point.getKey(), point.getValue(), Long::sum));
    return points;
  }

  /** One comparison under way. */
  private static final class Comparison {
    private final Oracle oracle;
    private final Map<String, BitSet> stored = new HashMap<>();
    private final Map<Point, Long> expected =
        new TreeMap<>(
            java.util.Comparator.comparingLong(Point::minute).thenComparing(Point::slice));
    private final List<String> examples = new ArrayList<>();
    private long unknown;
    private long duplicates;

    Comparison(Oracle oracle) {
      this.oracle = oracle;
    }

    Verdict run(List<Row> rows, Map<Point, Long> points) {
      rows.forEach(this::add);
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
          example("missing: %s %s".formatted(life.tag(), shortened(lost)));
        }
        created += life.count();
        dropped += life.droppedCount();
        refused += life.refused();
      }
      return new Verdict(
          created,
          acknowledged,
          dropped,
          refused,
          rows.size(),
          missing,
          unknown,
          duplicates,
          differences(points),
          expected.size(),
          examples);
    }

    private void add(Row row) {
      Optional<Oracle.Made> made = oracle.life(row.tag()).flatMap(life -> life.event(row.number()));
      if (made.isEmpty()
          || made.get().timeMs() != row.timeMs()
          || !made.get().slice().equals(row.slice())) {
        unknown++;
        example("unknown: " + row);
        return;
      }
      BitSet numbers = stored.computeIfAbsent(row.tag(), _ -> new BitSet());
      if (numbers.get((int) row.number())) {
        duplicates++;
        example("twice: " + row);
        return;
      }
      numbers.set((int) row.number());
      long minute = row.timeMs() / MINUTE_MS * MINUTE_MS;
      expected.merge(new Point(minute, ""), 1L, Long::sum);
      expected.merge(new Point(minute, row.slice()), 1L, Long::sum);
    }

    private long differences(Map<Point, Long> points) {
      long wrong = points.keySet().stream().filter(point -> !expected.containsKey(point)).count();
      for (Map.Entry<Point, Long> entry : expected.entrySet()) {
        long value = points.getOrDefault(entry.getKey(), 0L);
        if (value != entry.getValue()) {
          wrong++;
          example(
              "point: %s has %d, stored are %d".formatted(entry.getKey(), value, entry.getValue()));
        }
      }
      return wrong;
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
}
