-- How many values each dimension had on a day, as each collector saw them: a row per collector, of which the latest
-- counts. What several collectors saw is the merged sketch (dev.tally.storage.sketch.DistinctSketch), not the sum.
CREATE TABLE IF NOT EXISTS observed_dimensions
(
    day             Date COMMENT 'of receipt, UTC',
    event           LowCardinality(String),
    dimension       LowCardinality(String) COMMENT 'attribute',
    collector       LowCardinality(String),
    version         UInt64,
    values          UInt64 COMMENT 'distinct; within 2.5 % where is_exact is 0',
    is_exact        UInt8,
    sketch          String COMMENT 'of hashes of the values' CODEC(ZSTD(1)),
    latest          Array(String) COMMENT 'values that were new last; none where they point to a person',
    revision        UInt32 COMMENT 'whose events brought most of the new values',
    revision_values UInt64 COMMENT 'so many'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (day, event, dimension, collector)
TTL day + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 100000
