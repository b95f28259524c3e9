-- The current state of things: of each entity the event that told it last, whole. Of several rows of an entity the
-- one with the highest version counts, whatever the order in which they came: read by FINAL. Rows outlive the raw
-- ones. An entity that was deleted keeps the event that says so: an older one that comes late must not bring it back.
-- Looked up one by one, so granules are small.
CREATE TABLE IF NOT EXISTS entities
(
    event      LowCardinality(String),
    entity_key LowCardinality(String) COMMENT 'attributes, comma-separated',
    entity     Array(String) COMMENT 'one per attribute; empty: the attribute was unset',
    version    UInt256 COMMENT 'time, receipt, batch, row, producer: from the highest bits down',
    time       DateTime64(3, 'UTC'),
    received   DateTime64(3, 'UTC'),
    revision   UInt32,
    producer   UUID,
    batch      UInt64,
    row        UInt32,
    attempt    UInt8,
    dim_names  Array(LowCardinality(String)),
    dim_values Array(LowCardinality(String)),
    str_names  Array(LowCardinality(String)),
    str_values Array(String),
    int_names  Array(LowCardinality(String)),
    int_values Array(Int64),
    num_names  Array(LowCardinality(String)),
    num_values Array(Float64)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (event, entity_key, entity)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 100000
;
-- Candles: first, least, greatest and last value, how many there were, and their volume. First and last are by the
-- version of an event (see entities), so that events of one millisecond have an order too.
CREATE TABLE IF NOT EXISTS states_candle
(
    event            LowCardinality(String),
    metric           LowCardinality(String),
    resolution       UInt32 COMMENT 'seconds',
    dimension_set    LowCardinality(String) COMMENT 'attributes, comma-separated; empty: overall',
    bucket           DateTime('UTC'),
    dimension_values Array(String) COMMENT 'one per attribute; empty: the attribute was unset',
    run              SimpleAggregateFunction(max, UInt64),
    first            AggregateFunction(argMin, Float64, UInt256),
    last             AggregateFunction(argMax, Float64, UInt256),
    min              SimpleAggregateFunction(min, Float64),
    max              SimpleAggregateFunction(max, Float64),
    count            SimpleAggregateFunction(sum, UInt64),
    sum              SimpleAggregateFunction(sum, Float64) COMMENT 'the volume; 0 where none is declared',
    INDEX run_range run TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values)
SETTINGS non_replicated_deduplication_window = 100000
