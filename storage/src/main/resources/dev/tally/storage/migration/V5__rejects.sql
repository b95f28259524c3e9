-- What a rejected event needs to come back as what it was: the revision that its producer named, and
-- its time where the payload does not say (ms since the epoch; 0 for none).
ALTER TABLE events_rejected
    ADD COLUMN IF NOT EXISTS fingerprint UInt64 AFTER payload,
    ADD COLUMN IF NOT EXISTS sent_ms Int64 AFTER fingerprint
;
-- What became of rejected events that were replayed, by (producer, batch, row): no code when it was
-- stored, the latest one when it was rejected again. `received` is when it was replayed. Outlives what
-- it is about.
CREATE TABLE IF NOT EXISTS rejects_replayed
(
    event     String,
    received  DateTime64(3, 'UTC'),
    created   DateTime('UTC'),
    code      LowCardinality(String),
    reason    String,
    attribute String,
    revision  UInt32,
    producer  UUID,
    batch     UInt64,
    row       UInt32,
    attempt   UInt8,
    collector LowCardinality(String),
    block     UInt64
)
ENGINE = ReplacingMergeTree(received)
ORDER BY (producer, batch, row, empty(code))
TTL toDateTime(received) + INTERVAL 60 DAY DELETE
SETTINGS non_replicated_deduplication_window = 100000,
    fsync_after_insert = 1, fsync_part_directory = 1
;
-- The equation of the loss audit, as in V4; but what was replayed and stored is not rejected any more.
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
            WHERE (producer, batch, row) NOT IN (
                SELECT producer, batch, row FROM rejects_replayed WHERE code = '')
            GROUP BY producer, event, created
        )
        GROUP BY producer, event, minute
        HAVING seen > now() - INTERVAL 13 DAY AND (expires = toDate(0) OR expires > today())
    )
)
