-- What a producer says of itself with its report: which SDK it is and where it runs. Empty: it does not say.
ALTER TABLE audit_reports
    ADD COLUMN IF NOT EXISTS sdk LowCardinality(String) COMMENT 'the SDK''s language, "java"',
    ADD COLUMN IF NOT EXISTS sdk_version LowCardinality(String),
    ADD COLUMN IF NOT EXISTS host LowCardinality(String)
