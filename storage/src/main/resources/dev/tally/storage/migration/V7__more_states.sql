-- Standard deviations: the number of values, and what their variance is computed from: mean and sum of
-- squared distances (Welford; merged as Chan et al. do), so that large values with small differences keep them.
CREATE TABLE IF NOT EXISTS states_moments
(
    event            LowCardinality(String),
    metric           LowCardinality(String),
    resolution       UInt32 COMMENT 'seconds',
    dimension_set    LowCardinality(String) COMMENT 'attributes, comma-separated; empty: overall',
    bucket           DateTime('UTC'),
    dimension_values Array(String) COMMENT 'one per attribute; empty: the attribute was unset',
    run              SimpleAggregateFunction(max, UInt64),
    count            SimpleAggregateFunction(sum, UInt64),
    variance         AggregateFunction(varPopStable, Float64),
    INDEX run_range run TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values)
SETTINGS non_replicated_deduplication_window = 100000
;
-- Distinct values, exact: the 128-bit hashes of their texts.
CREATE TABLE IF NOT EXISTS states_uniq_exact
(
    event            LowCardinality(String),
    metric           LowCardinality(String),
    resolution       UInt32 COMMENT 'seconds',
    dimension_set    LowCardinality(String) COMMENT 'attributes, comma-separated; empty: overall',
    bucket           DateTime('UTC'),
    dimension_values Array(String) COMMENT 'one per attribute; empty: the attribute was unset',
    run              SimpleAggregateFunction(max, UInt64),
    uniq_exact       AggregateFunction(uniqExact, String),
    INDEX run_range run TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values)
SETTINGS non_replicated_deduplication_window = 100000
;
-- Histograms: bounds, the last of them infinity, and how many values are at most as large. By bound, and not by
-- position, so that what was counted by other bounds is not mistaken for these.
CREATE TABLE IF NOT EXISTS states_histogram
(
    event            LowCardinality(String),
    metric           LowCardinality(String),
    resolution       UInt32 COMMENT 'seconds',
    dimension_set    LowCardinality(String) COMMENT 'attributes, comma-separated; empty: overall',
    bucket           DateTime('UTC'),
    dimension_values Array(String) COMMENT 'one per attribute; empty: the attribute was unset',
    run              SimpleAggregateFunction(max, UInt64),
    histogram        SimpleAggregateFunction(sumMap, Tuple(Array(Float64), Array(UInt64))),
    INDEX run_range run TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (resolution, event, metric, dimension_set, bucket, dimension_values)
SETTINGS non_replicated_deduplication_window = 100000
