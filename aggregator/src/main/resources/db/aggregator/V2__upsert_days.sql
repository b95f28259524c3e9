-- Of event types with upsert keys: when the first of the raw rows expires that runs of a resolution counted
-- on a day of event time. From then on repeats of that day cannot be known. Days are since the epoch.
CREATE TABLE rollup_upsert_day (
    resolution_s BIGINT NOT NULL,
    event        VARCHAR(300) NOT NULL,
    event_day    BIGINT NOT NULL,
    expires_day  BIGINT NOT NULL,
    PRIMARY KEY (resolution_s, event, event_day)
);
