-- States of other sites: each has its own ClickHouse and pulls the others' states, which lie beside its own here, so
-- that whoever merges the states of a key merges those of all sites. At the end of the key: nothing else is sorted anew.
ALTER TABLE states
    ADD COLUMN IF NOT EXISTS site LowCardinality(String) COMMENT 'where it was pulled from; empty: made here',
    MODIFY ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values, site)
;
ALTER TABLE states_uniq
    ADD COLUMN IF NOT EXISTS site LowCardinality(String) COMMENT 'where it was pulled from; empty: made here',
    MODIFY ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values, site)
;
ALTER TABLE states_uniq_exact
    ADD COLUMN IF NOT EXISTS site LowCardinality(String) COMMENT 'where it was pulled from; empty: made here',
    MODIFY ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values, site)
;
ALTER TABLE states_quantiles
    ADD COLUMN IF NOT EXISTS site LowCardinality(String) COMMENT 'where it was pulled from; empty: made here',
    MODIFY ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values, site)
;
ALTER TABLE states_ends
    ADD COLUMN IF NOT EXISTS site LowCardinality(String) COMMENT 'where it was pulled from; empty: made here',
    MODIFY ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values, site)
;
ALTER TABLE states_moments
    ADD COLUMN IF NOT EXISTS site LowCardinality(String) COMMENT 'where it was pulled from; empty: made here',
    MODIFY ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values, site)
;
ALTER TABLE states_histogram
    ADD COLUMN IF NOT EXISTS site LowCardinality(String) COMMENT 'where it was pulled from; empty: made here',
    MODIFY ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values, site)
;
ALTER TABLE states_candle
    ADD COLUMN IF NOT EXISTS site LowCardinality(String) COMMENT 'where it was pulled from; empty: made here',
    MODIFY ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values, site)
;
-- `run` says to whoever pulls from here which runs are done: all of the resolution up to the greatest.
ALTER TABLE watermarks
    ADD COLUMN IF NOT EXISTS site LowCardinality(String) COMMENT 'whose rollups; empty: ours',
    ADD COLUMN IF NOT EXISTS run SimpleAggregateFunction(max, UInt64),
    MODIFY ORDER BY (resolution, event, collector, site)
;
-- As before (V8), by site: whether a collector is silent is for the rollups of its own site to say. Points are complete
-- when they are so at all sites; one that is not reached holds them back.
CREATE OR REPLACE VIEW completeness AS
SELECT
    event, resolution, collector, block, received, time, until,
    min(until) OVER (PARTITION BY event, resolution) AS complete_until, site
FROM
(
    SELECT
        types.event AS event, types.resolution AS resolution, types.collector AS collector, types.of_site AS site,
        types.last_block AS block, types.last_received AS received, types.last_time AS time,
        greatest(whole.last_received,
            if(whole.last_rolled < looks.looked - INTERVAL 10 MINUTE, looks.looked - INTERVAL 10 MINUTE, whole.last_received))
            - INTERVAL 2 MINUTE AS until
    FROM
    (
        SELECT resolution, event, collector, site AS of_site,
            max(block) AS last_block, max(received) AS last_received, max(time) AS last_time
        FROM watermarks
        WHERE event != ''
        GROUP BY resolution, event, collector, of_site
    ) AS types
    INNER JOIN
    (
        SELECT resolution, collector, site AS of_site, max(received) AS last_received, max(rolled) AS last_rolled
        FROM watermarks
        WHERE event = '' AND collector != ''
        GROUP BY resolution, collector, of_site
    ) AS whole ON types.resolution = whole.resolution AND types.collector = whole.collector AND types.of_site = whole.of_site
    LEFT JOIN
    (
        SELECT resolution, site AS of_site, max(rolled) AS looked
        FROM watermarks
        WHERE event = '' AND collector = ''
        GROUP BY resolution, of_site
    ) AS looks ON types.resolution = looks.resolution AND types.of_site = looks.of_site
)
