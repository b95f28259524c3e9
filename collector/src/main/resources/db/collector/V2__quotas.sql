-- What a key may send; NULL: the installation's quota. 0: no limit.
ALTER TABLE write_keys ADD COLUMN events_per_second BIGINT;
ALTER TABLE write_keys ADD COLUMN bytes_per_second BIGINT;
ALTER TABLE write_keys ADD COLUMN burst_seconds INTEGER;
