-- How far rollups are, by resolution, event type and collector: the latest block, receipt and event time
-- that are in series. A row without an event type is the collector's, of all event types; one without a collector
-- says when nothing that was committed was left to roll up.
CREATE TABLE IF NOT EXISTS watermarks
(
    resolution UInt32 COMMENT 'seconds',
    event      LowCardinality(String),
    collector  LowCardinality(String),
    block      SimpleAggregateFunction(max, UInt64),
    received   SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    time       SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    rolled     SimpleAggregateFunction(max, DateTime64(3, 'UTC')) COMMENT 'by the clock of the aggregator'
)
ENGINE = AggregatingMergeTree
ORDER BY (resolution, event, collector)
SETTINGS non_replicated_deduplication_window = 100000
;
-- The points that were complete already when a run computed them anew: something came late. Not a column of
-- `series`: merging the versions of a point, GraphiteMergeTree keeps other columns of the first one.
CREATE TABLE IF NOT EXISTS series_recomputed
(
    path    String,
    time    DateTime('UTC'),
    version UInt64 COMMENT 'the latest rollup run that did'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(time)
ORDER BY (path, time)
SETTINGS non_replicated_deduplication_window = 100000
;
-- Until when points are complete. A collector stores in the order of receipt, so all that it received before
-- its watermark is in series. It holds nothing back once it has been silent for ten minutes while rollups looked; events are given
-- two minutes to arrive.
CREATE OR REPLACE VIEW completeness AS
SELECT
    event, resolution, collector, block, received, time, until,
    min(until) OVER (PARTITION BY event, resolution) AS complete_until
FROM
(
    SELECT
        types.event AS event, types.resolution AS resolution, types.collector AS collector,
        types.last_block AS block, types.last_received AS received, types.last_time AS time,
        greatest(whole.last_received,
            if(whole.last_rolled < looks.looked - INTERVAL 10 MINUTE, looks.looked - INTERVAL 10 MINUTE, whole.last_received))
            - INTERVAL 2 MINUTE AS until
    FROM
    (
        SELECT resolution, event, collector, max(block) AS last_block, max(received) AS last_received, max(time) AS last_time
        FROM watermarks
        WHERE event != ''
        GROUP BY resolution, event, collector
    ) AS types
    INNER JOIN
    (
        SELECT resolution, collector, max(received) AS last_received, max(rolled) AS last_rolled
        FROM watermarks
        WHERE event = '' AND collector != ''
        GROUP BY resolution, collector
    ) AS whole ON types.resolution = whole.resolution AND types.collector = whole.collector
    LEFT JOIN
    (
        SELECT resolution, max(rolled) AS looked
        FROM watermarks
        WHERE event = '' AND collector = ''
        GROUP BY resolution
    ) AS looks ON types.resolution = looks.resolution
)
;
-- Every point with what it is: `partial`, more may come; `complete`; `recomputed`, something came when it was complete.
CREATE OR REPLACE VIEW series_status AS
SELECT
    points.path AS path, points.at AS time, points.latest AS value, points.run AS version,
    multiIf(toUnixTimestamp(points.at) + names.seconds > toUnixTimestamp(ends.until), 'partial',
            points.again > 0, 'recomputed', 'complete') AS status
FROM
(
    SELECT path, time AS at, argMax(value, (is_point, version)) AS latest, maxIf(version, is_point) AS run, countIf(NOT is_point) AS again
    FROM
    (
        SELECT path, time, value, version, true AS is_point FROM series
        UNION ALL
        SELECT path, time, 0, version, false FROM series_recomputed
    )
    GROUP BY path, time
    HAVING countIf(is_point) > 0
) AS points
INNER JOIN
(
    SELECT path, any(event) AS type, any(resolution) AS seconds FROM series_index GROUP BY path
) AS names ON points.path = names.path
LEFT JOIN
(
    SELECT event, resolution, any(complete_until) AS until FROM completeness GROUP BY event, resolution
) AS ends ON names.type = ends.event AND names.seconds = ends.resolution
