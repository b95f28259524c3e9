-- The tables of the pipeline, in the database of the connection (`tally` by default). Statements are
-- separated by a line that holds only a semicolon; each may be run again after it has run. What comes
-- from the journal is fsynced; states and series can be made again from it.

-- The raw table: every event type, names and values in arrays, one pair of arrays per kind of value.
-- An attribute whose name is not there is unset; a repeated attribute's name recurs.
-- (collector, block) names the insert that a row came by; a collector numbers its blocks 1, 2, 3 …
CREATE TABLE IF NOT EXISTS events
(
    event      LowCardinality(String),
    time       DateTime64(3, 'UTC'),
    received   DateTime64(3, 'UTC'),
    revision   UInt32,
    producer   UUID,
    batch      UInt64,
    row        UInt32,
    attempt    UInt8,
    collector  LowCardinality(String),
    block      UInt64,
    expires    Date,
    dim_names  Array(LowCardinality(String)),
    dim_values Array(LowCardinality(String)),
    str_names  Array(LowCardinality(String)),
    str_values Array(String),
    int_names  Array(LowCardinality(String)),
    int_values Array(Int64),
    num_names  Array(LowCardinality(String)),
    num_values Array(Float64),
    INDEX block_range block TYPE minmax GRANULARITY 1,
    INDEX attempt_range attempt TYPE minmax GRANULARITY 8
)
ENGINE = MergeTree
PARTITION BY toDate(received)
ORDER BY (event, time)
TTL expires DELETE
SETTINGS non_replicated_deduplication_window = 100000,
    fsync_after_insert = 1, fsync_part_directory = 1,
    min_bytes_for_wide_part = 67108864
;
-- Events that were accepted and could not be stored as what they claim to be.
CREATE TABLE IF NOT EXISTS events_rejected
(
    event     String,
    received  DateTime64(3, 'UTC'),
    code      LowCardinality(String),
    reason    String,
    attribute String,
    payload   String,
    revision  UInt32,
    producer  UUID,
    batch     UInt64,
    row       UInt32,
    attempt   UInt8,
    collector LowCardinality(String),
    block     UInt64
)
ENGINE = MergeTree
PARTITION BY toDate(received)
ORDER BY (event, received)
TTL toDateTime(received) + INTERVAL 30 DAY DELETE
SETTINGS non_replicated_deduplication_window = 100000,
    fsync_after_insert = 1, fsync_part_directory = 1
;
-- The committed inserts, a row per event type of each block, written after the block itself: what is
-- here is in `events`, whole. Rollups read from this list, not from the clock.
CREATE TABLE IF NOT EXISTS inserts
(
    collector    LowCardinality(String),
    block        UInt64,
    event        LowCardinality(String),
    rows         UInt64,
    time_min     DateTime64(3, 'UTC'),
    time_max     DateTime64(3, 'UTC'),
    received_min DateTime64(3, 'UTC'),
    received_max DateTime64(3, 'UTC'),
    committed    DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree
ORDER BY (collector, block, event)
TTL toDateTime(committed) + INTERVAL 400 DAY DELETE
SETTINGS non_replicated_deduplication_window = 100000,
    fsync_after_insert = 1, fsync_part_directory = 1
;
-- Aggregate states, one row per (metric, resolution, dimension set, bucket, values) once merged, in one
-- table per kind of state. `run` is the rollup run that touched the row last. The bucket stands before
-- the values in the key: a run finds the points that it touched side by side, however long history is.
--
-- Numbers: count, sum, avg (sum and count), min, max; a metric fills what its aggregate needs.
CREATE TABLE IF NOT EXISTS states
(
    event            LowCardinality(String),
    metric           LowCardinality(String),
    resolution       UInt32 COMMENT 'seconds',
    dimension_set    LowCardinality(String) COMMENT 'attributes, comma-separated; empty: overall',
    bucket           DateTime('UTC'),
    dimension_values Array(String) COMMENT 'one per attribute; empty: the attribute was unset',
    run              SimpleAggregateFunction(max, UInt64),
    count            SimpleAggregateFunction(sum, UInt64),
    sum              SimpleAggregateFunction(sum, Float64),
    min              SimpleAggregateFunction(min, Nullable(Float64)),
    max              SimpleAggregateFunction(max, Nullable(Float64)),
    INDEX run_range run TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values)
SETTINGS non_replicated_deduplication_window = 100000
;
-- Distinct values, by their text.
CREATE TABLE IF NOT EXISTS states_uniq
(
    event            LowCardinality(String),
    metric           LowCardinality(String),
    resolution       UInt32 COMMENT 'seconds',
    dimension_set    LowCardinality(String) COMMENT 'attributes, comma-separated; empty: overall',
    bucket           DateTime('UTC'),
    dimension_values Array(String) COMMENT 'one per attribute; empty: the attribute was unset',
    run              SimpleAggregateFunction(max, UInt64),
    uniq             AggregateFunction(uniq, String),
    INDEX run_range run TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values)
SETTINGS non_replicated_deduplication_window = 100000
;
-- Quantiles; any levels can be asked of a state.
CREATE TABLE IF NOT EXISTS states_quantiles
(
    event            LowCardinality(String),
    metric           LowCardinality(String),
    resolution       UInt32 COMMENT 'seconds',
    dimension_set    LowCardinality(String) COMMENT 'attributes, comma-separated; empty: overall',
    bucket           DateTime('UTC'),
    dimension_values Array(String) COMMENT 'one per attribute; empty: the attribute was unset',
    run              SimpleAggregateFunction(max, UInt64),
    quantiles        AggregateFunction(quantilesTDigest(0.5), Float64),
    INDEX run_range run TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values)
SETTINGS non_replicated_deduplication_window = 100000
;
-- First and last value by event time; a metric fills one of them.
CREATE TABLE IF NOT EXISTS states_ends
(
    event            LowCardinality(String),
    metric           LowCardinality(String),
    resolution       UInt32 COMMENT 'seconds',
    dimension_set    LowCardinality(String) COMMENT 'attributes, comma-separated; empty: overall',
    bucket           DateTime('UTC'),
    dimension_values Array(String) COMMENT 'one per attribute; empty: the attribute was unset',
    run              SimpleAggregateFunction(max, UInt64),
    first            AggregateFunction(argMin, Float64, DateTime64(3, 'UTC')),
    last             AggregateFunction(argMax, Float64, DateTime64(3, 'UTC')),
    INDEX run_range run TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values)
SETTINGS non_replicated_deduplication_window = 100000
;
-- Points. Of the points of one path and time the one with the highest version counts. Granules are small:
-- a graph reads a day of a path, 1,440 rows of a minute's resolution.
CREATE TABLE IF NOT EXISTS series
(
    path    String,
    time    DateTime('UTC'),
    value   Float64,
    version UInt64 COMMENT 'the rollup run that wrote it',
    date    Date MATERIALIZED toDate(time)
)
ENGINE = GraphiteMergeTree('graphite_rollup')
PARTITION BY toYYYYMM(time)
ORDER BY (path, time)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 100000
;
-- The series that exist, for find and tags.
CREATE TABLE IF NOT EXISTS series_index
(
    path             String,
    event            LowCardinality(String),
    metric           LowCardinality(String),
    statistic        LowCardinality(String),
    resolution       UInt32 COMMENT 'seconds',
    dimension_set    LowCardinality(String),
    dimension_values Array(String),
    unit             LowCardinality(String),
    time_min         SimpleAggregateFunction(min, DateTime('UTC')),
    time_max         SimpleAggregateFunction(max, DateTime('UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (path, event, metric, statistic, resolution, dimension_set, dimension_values, unit)
SETTINGS non_replicated_deduplication_window = 100000
