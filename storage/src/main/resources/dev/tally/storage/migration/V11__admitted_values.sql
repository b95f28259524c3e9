-- Which values of a dimension have series of their own; what is not here, once the dimension is full, counts as
-- `__other__`. Values are added as they are found and stay. A value that is here twice is here once.
CREATE TABLE IF NOT EXISTS admitted_values
(
    event     LowCardinality(String),
    dimension LowCardinality(String) COMMENT 'attribute',
    value     String,
    admitted  DateTime('UTC') DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (event, dimension, value)
SETTINGS non_replicated_deduplication_window = 100000,
    fsync_after_insert = 1, fsync_part_directory = 1
;
-- What has states already stays what it is, however many values there are.
INSERT INTO admitted_values (event, dimension, value)
SELECT DISTINCT event, attribute, attribute_value
FROM
(
    SELECT event, dimension_set, dimension_values FROM states WHERE dimension_set != ''
    UNION ALL SELECT event, dimension_set, dimension_values FROM states_uniq WHERE dimension_set != ''
    UNION ALL SELECT event, dimension_set, dimension_values FROM states_uniq_exact WHERE dimension_set != ''
    UNION ALL SELECT event, dimension_set, dimension_values FROM states_moments WHERE dimension_set != ''
    UNION ALL SELECT event, dimension_set, dimension_values FROM states_histogram WHERE dimension_set != ''
    UNION ALL SELECT event, dimension_set, dimension_values FROM states_quantiles WHERE dimension_set != ''
    UNION ALL SELECT event, dimension_set, dimension_values FROM states_ends WHERE dimension_set != ''
    UNION ALL SELECT event, dimension_set, dimension_values FROM states_candle WHERE dimension_set != ''
)
ARRAY JOIN splitByChar(',', toString(dimension_set)) AS attribute, dimension_values AS attribute_value
WHERE attribute_value NOT IN ('', '__other__')
