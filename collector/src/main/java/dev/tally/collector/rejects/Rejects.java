package dev.tally.collector.rejects;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What {@code events_rejected} holds, and what became of it. */
final class Rejects {
  /** Of a reject. */
  private static final String STATE =
      """
      multiIf(
          (producer, batch, row) IN (
              SELECT producer, batch, row FROM rejects_replayed WHERE code = ''), 'stored',
          (producer, batch, row) IN (
              SELECT producer, batch, row FROM rejects_replayed WHERE code != ''),
          'rejected again', 'open')
      """;

  private static final String LIST =
      """
      SELECT producer, batch, row, event, received, code, reason, attribute, revision, %s AS state
      FROM events_rejected
      WHERE %s
      ORDER BY received DESC, producer, batch, row
      LIMIT {limit:UInt32} OFFSET {offset:UInt32}
      """
          .formatted(STATE, RejectPage.CONDITION);

  private static final String COUNT =
      "SELECT count() AS total FROM events_rejected WHERE " + RejectPage.CONDITION;

  private static final String SUMMARY =
      """
      SELECT event, code, count() AS rejected, countIf(state = 'stored') AS stored,
             max(received) AS last
      FROM (SELECT event, code, received, %s AS state FROM events_rejected WHERE %s)
      GROUP BY event, code
      ORDER BY rejected DESC, event, code
      LIMIT {limit:UInt32}
      """
          .formatted(STATE, RejectFilter.CONDITION);

  private static final String ONE =
      """
      SELECT producer, batch, row, event, received, code, reason, attribute, revision, %s AS state,
             lower(hex(payload)) AS payload, lower(hex(fingerprint)) AS fingerprint, sent_ms
      FROM events_rejected
      WHERE producer = {producer:UUID} AND batch = {batch:UInt64} AND row = {row:UInt32}
      ORDER BY received
      LIMIT 1
      """
          .formatted(STATE);

  private static final String TRIES =
      """
      SELECT received, code, reason, attribute, revision
      FROM rejects_replayed FINAL
      WHERE producer = {producer:UUID} AND batch = {batch:UInt64} AND row = {row:UInt32}
      ORDER BY received
      """;

  private final ClickHouse clickHouse;

  Rejects(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * One reject.
   *
   * @param state "open", "stored" or "rejected again"
   */
  record Item(
      String id,
      String eventType,
      Instant received,
      String code,
      String reason,
      String attribute,
      long revisionId,
      String state) {
    static Item of(Row row) {
      RejectId id =
          new RejectId(
              row.uuid("producer"),
              Long.parseUnsignedLong(row.decimal("batch").toPlainString()),
              (int) row.int64("row"));
      return new Item(
          id.toString(),
          row.string("event"),
          row.instant("received"),
          row.string("code"),
          row.string("reason"),
          row.string("attribute"),
          row.int64("revision"),
          row.string("state"));
    }
  }

  /** Of one event type and code. */
  record Count(String eventType, String code, long rejected, long stored, Instant last) {}

  /** A replay of a reject; no code when it was stored. */
  record Try(Instant replayed, String code, String reason, String attribute, long revisionId) {}

  /**
   * @param sentMs its time where the payload does not say; 0 for none
   */
  record Whole(Item item, String payloadHex, String fingerprint, long sentMs, List<Try> tries) {}

  /** The latest first. */
  List<Item> list(RejectPage page) {
    return clickHouse.query(LIST, page.parameters(), Item::of);
  }

  /** Of all pages. */
  long count(RejectPage page) {
    return clickHouse.query(COUNT, page.parameters(), row -> row.int64("total")).getFirst();
  }

  List<Count> summary(RejectFilter filter) {
    return clickHouse.query(
        SUMMARY,
        filter.withinLimit(RejectFilter.LISTED_MAX).parameters(),
        row ->
            new Count(
                row.string("event"),
                row.string("code"),
                row.int64("rejected"),
                row.int64("stored"),
                row.instant("last")));
  }

  /** Nothing, or one. */
  List<Whole> find(RejectId id) {
    Map<String, Object> parameters =
        Map.of(
            "producer",
            id.producer(),
            "batch",
            Long.toUnsignedString(id.batch()),
            "row",
            Integer.toUnsignedLong(id.row()));
    List<Try> tries =
        clickHouse.query(
            TRIES,
            parameters,
            row ->
                new Try(
                    row.instant("received"),
                    row.string("code"),
                    row.string("reason"),
                    row.string("attribute"),
                    row.int64("revision")));
    return clickHouse.query(
        ONE,
        parameters,
        row ->
            new Whole(
                Item.of(row),
                row.string("payload"),
                row.string("fingerprint"),
                row.int64("sent_ms"),
                tries));
  }
}
