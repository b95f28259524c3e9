package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who asked for certain columns, by the engine's {@code query_log}. Only the queries of this server
 * are in it, and only those that it was told to note. Over {@link #SECONDS_MAX} it fails with
 * QUERY_LIMIT.
 */
public final class SelectColumnQueries {
  public static final int QUERIES_MAX = 1_000;
  public static final int QUERY_CHARS_MAX = 2_000;
  public static final int SECONDS_MAX = 10;

  private static final String SQL =
      """
      SELECT initial_user AS who, leftUTF8(normalizeQuery(argMax(query, event_time)), %d) AS text,
        count() AS times, max(event_time) AS last,
        arraySort(groupUniqArrayArray(arrayFilter(c -> has({wanted:Array(String)}, c), columns))) AS hits
      FROM system.query_log
      WHERE event_date >= toDate({since:DateTime64(3)}) AND event_time >= {since:DateTime64(3)}
        AND type = 'QueryFinish' AND is_initial_query AND query_kind = 'Select'
        AND hasAny(columns, {wanted:Array(String)})
      GROUP BY who, normalized_query_hash
      ORDER BY times DESC, last DESC, text
      LIMIT %d"""
          .formatted(QUERY_CHARS_MAX, QUERIES_MAX);

  /**
   * Queries that differ in nothing but constants.
   *
   * @param query of one of them, with {@code ?} for constants
   * @param last when the latest began
   * @param columns of those that were looked for
   */
  public record ColumnQuery(
      String user, String query, long count, Instant last, List<String> columns) {
    public ColumnQuery {
      requireNonNull(user);
      requireNonNull(query);
      requireNonNull(last);
      columns = List.copyOf(columns);
    }
  }

  private final ClickHouse clickHouse;

  public SelectColumnQueries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * The most frequent first.
   *
   * @param columns in all {@link #spellings}; at least one
   * @return empty where the engine has no log
   */
  public Optional<List<ColumnQuery>> run(Collection<String> columns, Instant since) {
    return hasLog()
        ? Optional.of(
            clickHouse.query(
                SQL,
                Map.of("wanted", List.copyOf(columns), "since", since),
                Map.of("max_execution_time", Integer.toString(SECONDS_MAX)),
                row ->
                    new ColumnQuery(
                        row.string("who"),
                        row.string("text"),
                        row.int64("times"),
                        row.instant("last"),
                        row.strings("hits"))))
        : Optional.empty();
  }

  private boolean hasLog() {
    return !clickHouse
        .query(
            "SELECT name FROM system.tables WHERE database = 'system' AND name = 'query_log'",
            Map.of(),
            row -> row.string("name"))
        .isEmpty();
  }

  /**
   * A column as the log writes it: in backticks where it must be, and of some names it thinks so.
   */
  public static List<String> spellings(String database, String view, String column) {
    String table = quoted(database) + "." + quoted(view) + ".";
    return List.of(table + column, table + Sql.identifier(column));
  }

  private static String quoted(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : Sql.identifier(name);
  }
}
