-- How far the current state of entities is: the last block of each collector that is taken in, and the blocks that
-- are being taken in. One row.
CREATE TABLE entity_feed (
    id        BIGINT PRIMARY KEY,
    positions TEXT NOT NULL, -- {"c1":20}
    ranges    TEXT NOT NULL -- [{"collector":"c1","first":21,"last":25}]
);

-- Event types and keys of entities whose earlier raw rows are taken in.
CREATE TABLE entity_history (
    event      VARCHAR(300) NOT NULL,
    entity_key VARCHAR(1000) NOT NULL,
    PRIMARY KEY (event, entity_key)
);
