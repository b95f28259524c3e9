-- Where a row came from is nearly a sequence: delta, and then ZSTD, make it next to nothing. Parts are
-- rewritten as they merge.
ALTER TABLE events
    MODIFY COLUMN time     DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    MODIFY COLUMN received DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    MODIFY COLUMN producer UUID CODEC(ZSTD(1)),
    MODIFY COLUMN batch    UInt64 CODEC(Delta, ZSTD(1)),
    MODIFY COLUMN row      UInt32 CODEC(Delta, ZSTD(1)),
    MODIFY COLUMN block    UInt64 CODEC(Delta, ZSTD(1))
