package dev.tally.storage.statement;

import dev.tally.edl.model.ValueKind;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Row;
import dev.tally.storage.table.EventsTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the raw rows of one event type hold, attribute by attribute, whether or not a revision knows
 * it. All attributes of a kind come out of one pass over their arrays; a shape of any number of
 * values is nothing special: each value counts, and the event once.
 *
 * <p>It reads a sample where there are more than {@link #EVENTS_MAX} rows: of each part every n-th
 * run of {@link #RUN_ROWS} rows that lie side by side, from a run on that a hash of the part's name
 * says. So what is not in it is not read. A statement over {@link #ROWS_READ_MAX} or {@link
 * #SECONDS_MAX} fails with QUERY_LIMIT. Copies of events that were sent again count as they are
 * stored.
 */
public final class SelectAttributeFigures {
  /** About so many events are read. */
  public static final int EVENTS_MAX = 500_000;

  /** Values that are listed, of each attribute. */
  public static final int TOP_MAX = 10;

  /** Latest values that are listed, of each attribute. */
  public static final int EXAMPLES_MAX = 5;

  /** Characters of a listed value; the rest is cut off. */
  public static final int VALUE_CHARS_MAX = 200;

  /** Values of an attribute that are told apart while counting the most frequent ones. */
  static final int TOP_COUNTERS = 1_000;

  /** Rows that are sampled as one: the granule, which is the least that the engine reads. */
  static final int RUN_ROWS = 8_192;

  /** Names of attributes that are told apart. */
  static final int NAMES_MAX = 10_000;

  static final long ROWS_READ_MAX = 2_000_000_000L;
  static final int SECONDS_MAX = 20;
  private static final long MEMORY_BYTES_MAX = 2L << 30;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "max_rows_to_read", Long.toString(ROWS_READ_MAX),
          "max_execution_time", Integer.toString(SECONDS_MAX),
          "max_memory_usage", Long.toString(MEMORY_BYTES_MAX),
          "max_rows_to_group_by", Integer.toString(NAMES_MAX),
          "group_by_overflow_mode", "any");

  private static final String RECEIVED =
      """
      SELECT sum(rows) AS rows FROM inserts FINAL
      WHERE event = {event:String} AND received_max >= {since:DateTime64(3)}
      """;

  private static final String SCOPE =
      """
      PREWHERE ({share:UInt64} = 1
              OR modulo(intDiv(_part_offset, %d) + cityHash64(_part), {share:UInt64}) = 0)
          AND event = {event:String} AND received >= {since:DateTime64(3)}
      """
          .formatted(RUN_ROWS);

  /** The rows themselves, and the event time, which is in no array. */
  private static final String ROWS =
      """
      SELECT 'ROW' AS kind, '' AS name, count() AS events, uniq(time) AS distinct_values,
             []::Array(String) AS top, []::Array(UInt64) AS top_counts,
             []::Array(String) AS latest,
             toString(min(toUnixTimestamp64Milli(time))) AS lowest,
             toString(quantileExactLow(toUnixTimestamp64Milli(time))) AS middle,
             toString(max(toUnixTimestamp64Milli(time))) AS highest
      FROM events
      %s
      """
          .formatted(SCOPE);

  /** Order of unsigned numbers in their signed bits: with the highest bit turned over. */
  private static final String INT_ORDER =
      """
      if(has({unsigned:Array(String)}, name), bitXor(value, toInt64('-9223372036854775808')), value)\
      """;

  private static final String SQL =
      """
      SELECT * FROM (
      %s
      )
      ORDER BY kind, name
      """
          .formatted(
              String.join(
                  "\nUNION ALL\n",
                  ROWS,
                  values(ValueKind.DIM, "toString(value)", "''", "''", "''"),
                  values(
                      ValueKind.STR,
                      "leftUTF8(value, %d)".formatted(VALUE_CHARS_MAX),
                      "''",
                      "''",
                      "''"),
                  numbers(ValueKind.INT, INT_ORDER),
                  numbers(ValueKind.NUM, "value")));

  private final ClickHouse clickHouse;

  public SelectAttributeFigures(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private static String numbers(ValueKind kind, String order) {
    String shown = "has({shown:Array(String)}, name)";
    return values(
        kind,
        "value",
        "if(%s, toString(min(%s)), '')".formatted(shown, order),
        "if(%s, toString(quantileExactLow(%s)), '')".formatted(shown, order),
        "if(%s, toString(max(%s)), '')".formatted(shown, order));
  }

  private static String values(
      ValueKind kind, String value, String lowest, String middle, String highest) {
    // Of a value that pushed another one out of the counters, so much is sure: count - error.
    return """
        SELECT kind, attribute AS name, events, distinct_values, top, top_counts, latest,
               lowest, middle, highest
        FROM
        (
            SELECT '%1$s' AS kind, toString(name) AS attribute,
                   countIf(nth = 1) AS events,
                   uniq(value) AS distinct_values,
                   approx_top_countIf(%2$d, %3$d)(%4$s, has({counted:Array(String)}, name)) AS tops,
                   arrayMap(t -> toString(t.1), tops) AS top,
                   arrayMap(t -> toUInt64(t.2 - t.3), tops) AS top_counts,
                   arrayDistinct(arrayMap(t -> toString(t.2),
                       groupArraySortedIf(%5$d)((-toUnixTimestamp64Milli(received), %4$s),
                           has({shown:Array(String)}, name)))) AS latest,
                   %6$s AS lowest, %7$s AS middle, %8$s AS highest
            FROM events
            ARRAY JOIN %10$s AS name, %11$s AS value, arrayEnumerateUniq(%10$s) AS nth
            %9$s
            GROUP BY name
        )
        """
        .formatted(
            kind.name(),
            TOP_MAX,
            TOP_COUNTERS,
            value,
            EXAMPLES_MAX,
            lowest,
            middle,
            highest,
            SCOPE,
            EventsTable.namesColumn(kind),
            EventsTable.valuesColumn(kind));
  }

  /**
   * Of what came since a time.
   *
   * @param counted names of attributes whose most frequent values may leave the engine
   * @param shown those of which any single value may
   * @param unsigned those whose integers are unsigned
   */
  public record Scope(
      String event,
      Instant since,
      List<String> counted,
      List<String> shown,
      List<String> unsigned) {
    public Scope {
      counted = List.copyOf(counted);
      shown = List.copyOf(shown);
      unsigned = List.copyOf(unsigned);
    }
  }

  public Sample run(Scope scope) {
    long received = received(scope);
    long share = Math.max(1, Math.ceilDiv(received, EVENTS_MAX));
    List<Figures> rows =
        clickHouse.query(
            SQL,
            Map.of(
                "event", scope.event(),
                "since", scope.since(),
                "share", share,
                "counted", scope.counted(),
                "shown", scope.shown(),
                "unsigned", scope.unsigned()),
            SETTINGS,
            SelectAttributeFigures::read);
    Figures all = rows.stream().filter(row -> row.kind() == null).findFirst().orElseThrow();
    List<Figures> attributes = rows.stream().filter(row -> row.kind() != null).toList();
    return new Sample(share == 1 ? all.events() : received, all, attributes);
  }

  private long received(Scope scope) {
    return clickHouse
        .query(
            RECEIVED,
            Map.of("event", scope.event(), "since", scope.since()),
            row -> row.int64("rows"))
        .getFirst();
  }

  private static Figures read(Row row) {
    String kind = row.string("kind");
    List<String> values = row.strings("top");
    long[] counts = row.int64s("top_counts");
    List<Count> top = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      top.add(new Count(values.get(i), counts[i]));
    }
    return new Figures(
        kind.equals("ROW") ? null : ValueKind.valueOf(kind),
        row.string("name"),
        row.int64("events"),
        row.int64("distinct_values"),
        top,
        row.strings("latest"),
        row.string("lowest"),
        row.string("middle"),
        row.string("highest"));
  }

  /**
   * @param received rows in the window; more than {@code all.events()} where they are a sample
   * @param all the rows that were read; its values are their event times in ms since the epoch
   * @param attributes by kind and name
   */
  public record Sample(long received, Figures all, List<Figures> attributes) {
    public Sample {
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * Values are as they are stored: integers without their scale. Those of {@code unsigned} ones are
   * the signed ones of the same bits, in lowest, middle and highest with the highest bit turned
   * over.
   *
   * @param kind null for the rows themselves
   * @param events that have at least one value
   * @param distinct about so many values
   * @param top most frequent first; at least so many values each
   * @param latest of the events that came last, latest first
   * @param lowest of numbers; empty where they must not be shown, too
   * @param middle the median, the lower one of two
   */
  public record Figures(
      @Nullable ValueKind kind,
      String name,
      long events,
      long distinct,
      List<Count> top,
      List<String> latest,
      String lowest,
      String middle,
      String highest) {
    public Figures {
      top = List.copyOf(top);
      latest = List.copyOf(latest);
    }
  }

  public record Count(String value, long events) {}
}
