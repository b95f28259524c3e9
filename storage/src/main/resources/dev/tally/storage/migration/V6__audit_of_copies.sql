-- A batch that was sent again may be shed by one collector and taken by another. So what was shed is kept by
-- batch, and so is what a collector took of best-effort events that came again; 0 in all other rows.
ALTER TABLE audit_received
    ADD COLUMN IF NOT EXISTS batch UInt64 AFTER collector,
    MODIFY ORDER BY (minute, event, producer, collector, expires, batch)
;
-- The equation of the loss audit, as in V5; but an event ends in one place, whichever collectors got it. It is
-- shed if all of them shed it, and rejected if none has stored it. What a producer without reports has created
-- is what came out of journals, without the copies; what is replayed is not counted there a second time.
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
        multiIf(NOT says, toInt64(taken + spared - doubles), ended OR finished, toInt64(told),
                toInt64(greatest(told, explained))) AS made,
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
            sum(n_stored) AS kept, sum(n_copies) AS copies, sum(n_doubles) AS doubles,
            max(until) AS expires
        FROM
        (
            SELECT
                producer, event, minute, 1 AS reports, over AS is_over, last AS is_last, received AS at,
                created AS n_created, acknowledged + dropped AS n_settled, dropped AS n_dropped,
                0 AS n_journaled, 0 AS n_shed, 0 AS n_rejected, 0 AS n_stored, 0 AS n_copies,
                0 AS n_doubles, toDate(0) AS until
            FROM audit_reports FINAL
            UNION ALL
            SELECT
                producer, event, minute, 0, 1, 0, received, 0, 0, 0,
                journaled, if(batch = 0, shed, 0), 0, 0, 0, 0, expires
            FROM audit_received
            UNION ALL
            SELECT
                producer, toString(event), created, 0, 1, 0, toDateTime64(0, 3, 'UTC'),
                0, 0, 0, 0, 0, 0, count(), 0, 0, toDate(0)
            FROM events
            WHERE attempt = 1
            GROUP BY producer, event, created
            UNION ALL
            SELECT
                producer, toString(event), created, 0, 1, 0, toDateTime64(0, 3, 'UTC'),
                0, 0, 0, 0, 0, 0, sum(firsts = 0), sum(others - (firsts = 0)),
                sum(if(replayed, 0, others - (firsts = 0))), toDate(0)
            FROM
            (
                SELECT
                    producer, event, created, batch, row,
                    countIf(attempt = 1) AS firsts, countIf(attempt > 1) AS others,
                    (producer, batch, row) IN (
                        SELECT producer, batch, row FROM rejects_replayed WHERE code = '') AS replayed
                FROM events
                WHERE (event, time) IN (SELECT event, time FROM events WHERE attempt > 1)
                    AND (producer, batch) IN (SELECT producer, batch FROM events WHERE attempt > 1)
                GROUP BY producer, event, created, batch, row
                HAVING others > 0
            )
            GROUP BY producer, event, created
            UNION ALL
            SELECT
                producer, event, minute, 0, 1, 0, toDateTime64(0, 3, 'UTC'),
                0, 0, 0, 0, sum(shed), 0, 0, 0, 0, toDate(0)
            FROM
            (
                SELECT producer, event, minute, batch, min(shed_there) AS shed
                FROM
                (
                    SELECT producer, event, minute, batch, collector, sum(shed) AS shed_there
                    FROM
                    (
                        SELECT producer, event, minute, batch, collector, shed
                        FROM audit_received
                        WHERE batch > 0
                        UNION ALL
                        SELECT producer, toString(event), created, batch, toString(collector), 0
                        FROM events
                        WHERE (event, created) IN (
                                SELECT event, minute FROM audit_received WHERE batch > 0 AND shed > 0)
                            AND (producer, batch) IN (
                                SELECT producer, batch FROM audit_received WHERE batch > 0 AND shed > 0)
                        UNION ALL
                        SELECT producer, event, created, batch, toString(collector), 0
                        FROM events_rejected
                        WHERE (producer, batch) IN (
                            SELECT producer, batch FROM audit_received WHERE batch > 0 AND shed > 0)
                    )
                    GROUP BY producer, event, minute, batch, collector
                )
                GROUP BY producer, event, minute, batch
            )
            GROUP BY producer, event, minute
            UNION ALL
            SELECT
                producer, event, created, 0, 1, 0, toDateTime64(0, 3, 'UTC'),
                0, 0, 0, 0, 0, countIf(NOT stored), 0, 0, sum(times) - countIf(NOT stored), toDate(0)
            FROM
            (
                SELECT
                    producer, event, created, batch, row, count() AS times,
                    (producer, batch, row) IN (
                        SELECT producer, batch, row FROM events
                        WHERE attempt > 1
                            AND (producer, batch) IN (SELECT producer, batch FROM events_rejected))
                    OR (producer, batch, row) IN (
                        SELECT producer, batch, row FROM events
                        WHERE (event, created) IN (
                                SELECT event, created FROM events_rejected WHERE attempt > 1)
                            AND (producer, batch) IN (
                                SELECT producer, batch FROM events_rejected WHERE attempt > 1)) AS stored
                FROM events_rejected
                WHERE (producer, batch, row) NOT IN (
                    SELECT producer, batch, row FROM rejects_replayed WHERE code = '')
                GROUP BY producer, event, created, batch, row
            )
            GROUP BY producer, event, created
        )
        GROUP BY producer, event, minute
        HAVING seen > now() - INTERVAL 13 DAY AND (expires = toDate(0) OR expires > today())
    )
)
