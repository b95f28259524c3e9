package dev.tally.storage.statement;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Row;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Rows of the view {@code loss_audit}, by which the audit is shown; and its totals. */
public final class SelectLossAudit {
  /** Rows with something missing of one answer; the totals count all. */
  public static final int ROWS_MAX = 10_000;

  private static final String SCOPE =
      """
      minute >= toStartOfMinute(toDateTime({since:DateTime64(3, 'UTC')}))
          AND ({event_type:String} = '' OR event_type = {event_type:String})
          AND ({producer:String} = '' OR toString(producer) = {producer:String})
      """;

  private static final String COLUMNS =
      """
      created, dropped, pending, rejected, shed, stored, missing, repeated
      """;

  private static final String ROWS =
      """
      SELECT producer, event_type, minute, state, %s
      FROM loss_audit
      WHERE %s AND (missing != 0 OR state = 'silent' OR {all:Bool})
      ORDER BY missing = 0, minute, event_type, producer
      LIMIT {limit:UInt32}
      """
          .formatted(COLUMNS, SCOPE);

  private static final String TOTALS =
      """
      SELECT event_type, uniqExact(producer) AS producers,
             uniqExactIf(producer, state = 'silent') AS silent,
             countIf(cells.missing != 0) AS unexplained,
             sum(cells.created) AS created, sum(cells.dropped) AS dropped,
             sum(cells.pending) AS pending, sum(cells.rejected) AS rejected,
             sum(cells.shed) AS shed, sum(cells.stored) AS stored,
             sum(cells.missing) AS missing, sum(cells.repeated) AS repeated
      FROM (SELECT * FROM loss_audit WHERE %s) AS cells
      GROUP BY event_type
      ORDER BY event_type
      """
          .formatted(SCOPE);

  private final ClickHouse clickHouse;

  public SelectLossAudit(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * What to look at.
   *
   * @param since the minutes of creation from that of this time on
   * @param producer empty for all
   * @param eventType empty for all
   */
  public record Scope(Instant since, Optional<UUID> producer, String eventType) {
    private Map<String, Object> parameters() {
      return Map.of(
          "since", since,
          "producer", producer.map(UUID::toString).orElse(""),
          "event_type", eventType);
    }
  }

  /**
   * The equation: created = dropped + pending + rejected + shed + stored + missing.
   *
   * @param missing what nothing explains; negative: more rows than events
   * @param repeated copies that two collectors have stored, and that views count once
   */
  public record Counts(
      long created,
      long dropped,
      long pending,
      long rejected,
      long shed,
      long stored,
      long missing,
      long repeated) {}

  /**
   * Of one producer, event type and minute.
   *
   * @param state settled, open, closed, silent or unreported; docs/audit.md
   */
  public record Cell(
      UUID producer, String eventType, Instant minute, String state, Counts counts) {}

  /**
   * Of one event type.
   *
   * @param silent producers that have stopped to report without an end
   * @param unexplained rows whose {@code missing} is not 0; they may add up to 0
   */
  public record Total(
      String eventType, long producers, long silent, long unexplained, Counts counts) {}

  public List<Total> totals(Scope scope) {
    return clickHouse.query(
        TOTALS,
        scope.parameters(),
        row ->
            new Total(
                row.string("event_type"),
                row.int64("producers"),
                row.int64("silent"),
                row.int64("unexplained"),
                counts(row)));
  }

  /**
   * Rows with something missing first, then by minute.
   *
   * @param all whether rows in which nothing is missing, and whose producer is not silent, too
   */
  public List<Cell> cells(Scope scope, boolean all, int limit) {
    Map<String, Object> parameters = new HashMap<>(scope.parameters());
    parameters.put("all", all);
    parameters.put("limit", Math.min(limit, ROWS_MAX));
    return clickHouse.query(
        ROWS,
        parameters,
        row ->
            new Cell(
                row.uuid("producer"),
                row.string("event_type"),
                row.instant("minute"),
                row.string("state"),
                counts(row)));
  }

  private static Counts counts(Row row) {
    return new Counts(
        row.int64("created"),
        row.int64("dropped"),
        row.int64("pending"),
        row.int64("rejected"),
        row.int64("shed"),
        row.int64("stored"),
        row.int64("missing"),
        row.int64("repeated"));
  }
}
