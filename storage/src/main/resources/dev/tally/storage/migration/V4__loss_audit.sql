-- The loss audit: created = dropped + pending + rejected + shed + stored, per producer, event type and
-- minute of creation. docs/audit.md tells how to read it.
--
-- The minute in which the producer created the event; of a producer that reports nothing, the minute of
-- receipt. Nearly the same in all rows of a part.
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS created DateTime('UTC') DEFAULT toStartOfMinute(received)
        CODEC(Delta, ZSTD(1)) AFTER received,
    ADD INDEX IF NOT EXISTS created_range created TYPE minmax GRANULARITY 8
;
ALTER TABLE events_rejected
    ADD COLUMN IF NOT EXISTS created DateTime('UTC') DEFAULT toStartOfMinute(received) AFTER received
;
-- What producers report: totals of a page, which the report with the highest sequence replaces. A page is
-- an event type's minute, or a part of it; pages add up.
CREATE TABLE IF NOT EXISTS audit_reports
(
    producer     UUID,
    event        String,
    minute       DateTime('UTC'),
    page         UInt64,
    sequence     UInt64,
    made         DateTime64(3, 'UTC') COMMENT 'by the clock of the producer',
    received     DateTime64(3, 'UTC'),
    over         UInt8 COMMENT '1: made after the minute, so nothing is created in it any more',
    last         UInt8 COMMENT '1: the producer ended with it',
    created      UInt64,
    acknowledged UInt64,
    dropped      UInt64,
    drops        Map(String, UInt64) COMMENT 'dropped, by reason'
)
ENGINE = ReplacingMergeTree(sequence)
ORDER BY (minute, event, producer, page)
TTL toDateTime(received) + INTERVAL 14 DAY DELETE
SETTINGS non_replicated_deduplication_window = 100000
;
-- What collectors have taken out of their journals, or shed before. Written with the block, under its token.
CREATE TABLE IF NOT EXISTS audit_received
(
    producer  UUID,
    event     String,
    minute    DateTime('UTC'),
    collector LowCardinality(String),
    received  DateTime64(3, 'UTC'),
    expires   Date COMMENT 'when the rows of events may be gone; 1970-01-01: there are none',
    journaled UInt64,
    shed      UInt64
)
ENGINE = SummingMergeTree((journaled, shed))
ORDER BY (minute, event, producer, collector, expires)
TTL toDateTime(received) + INTERVAL 14 DAY DELETE
SETTINGS non_replicated_deduplication_window = 100000
;
-- The equation. Stored and rejected are counted in the tables themselves; of copies that two collectors have
-- stored one counts, as in the views of event types.
CREATE OR REPLACE VIEW loss_audit AS
SELECT
    producer, event AS event_type, minute, state,
    toInt64(made) AS created,
    toInt64(lost + if(state = 'closed', unsettled, 0)) AS dropped,
    toInt64(if(state = 'open', unsettled, 0)) AS pending,
    toInt64(refused) AS rejected, toInt64(spared) AS shed, toInt64(kept) AS stored,
    created - dropped - pending - rejected - shed - stored AS missing,
    toInt64(copies) AS repeated, toInt64(taken) AS journaled, seen AS reported
FROM
(
    SELECT
        *,
        lost + refused + spared + kept AS explained,
        multiIf(NOT says, taken + spared, ended OR finished, told, greatest(told, explained)) AS made,
        least(greatest(toInt64(made) - toInt64(explained), 0), told - settled) AS unsettled,
        multiIf(NOT says, 'unreported', finished AND told = settled, 'settled', ended, 'closed',
                seen < now() - INTERVAL 2 MINUTE, 'silent', 'open') AS state
    FROM
    (
        SELECT
            producer, event, minute,
            max(reports) AS says, min(is_over) AS finished, max(is_last) AS ended, max(at) AS seen,
            sum(n_created) AS told, sum(n_settled) AS settled, sum(n_dropped) AS lost,
            sum(n_journaled) AS taken, sum(n_shed) AS spared, sum(n_rejected) AS refused,
            sum(n_stored) AS kept, sum(n_copies) AS copies, max(until) AS expires
        FROM
        (
            SELECT
                producer, event, minute, 1 AS reports, over AS is_over, last AS is_last, received AS at,
                created AS n_created, acknowledged + dropped AS n_settled, dropped AS n_dropped,
                0 AS n_journaled, 0 AS n_shed, 0 AS n_rejected, 0 AS n_stored, 0 AS n_copies,
                toDate(0) AS until
            FROM audit_reports FINAL
            UNION ALL
            SELECT
                producer, event, minute, 0, 1, 0, received, 0, 0, 0, journaled, shed, 0, 0, 0, expires
            FROM audit_received
            UNION ALL
            SELECT
                producer, toString(event), created, 0, 1, 0, toDateTime64(0, 3, 'UTC'),
                0, 0, 0, 0, 0, 0, count(), 0, toDate(0)
            FROM events
            WHERE attempt = 1
            GROUP BY producer, event, created
            UNION ALL
            SELECT
                producer, toString(event), created, 0, 1, 0, toDateTime64(0, 3, 'UTC'),
                0, 0, 0, 0, 0, 0, sum(firsts = 0), sum(others - (firsts = 0)), toDate(0)
            FROM
            (
                SELECT
                    producer, event, created, batch, row,
                    countIf(attempt = 1) AS firsts, countIf(attempt > 1) AS others
                FROM events
                WHERE (event, time) IN (SELECT event, time FROM events WHERE attempt > 1)
                    AND (producer, batch) IN (SELECT producer, batch FROM events WHERE attempt > 1)
                GROUP BY producer, event, created, batch, row
                HAVING others > 0
            )
            GROUP BY producer, event, created
            UNION ALL
            SELECT
                producer, event, created, 0, 1, 0, toDateTime64(0, 3, 'UTC'),
                0, 0, 0, 0, 0, uniqExact(batch, row), 0, 0, toDate(0)
            FROM events_rejected
            GROUP BY producer, event, created
        )
        GROUP BY producer, event, minute
        HAVING seen > now() - INTERVAL 13 DAY AND (expires = toDate(0) OR expires > today())
    )
)
