-- Every state of every event type that was ever published. Rows are only ever added.
CREATE TABLE revisions
(
    id           INTEGER                  NOT NULL PRIMARY KEY, -- 1, 2, 3 … in order of publication
    event_type   VARCHAR(255)             NOT NULL,
    fingerprint  BIGINT                   NOT NULL,
    content      TEXT                     NOT NULL,             -- canonical JSON; the fingerprint is of this
    source_path  TEXT                     NOT NULL,
    source       TEXT                     NOT NULL,             -- the EDL file that it came in
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    UNIQUE (event_type, fingerprint)
);

-- Which revision became its event type's latest, one after the other. An older revision can return.
CREATE TABLE publications
(
    id           INTEGER                  NOT NULL PRIMARY KEY, -- 1, 2, 3 …
    revision_id  INTEGER                  NOT NULL REFERENCES revisions (id),
    published_at TIMESTAMP WITH TIME ZONE NOT NULL
);

-- Its one row is locked by whoever publishes. So ids become visible in their order, and a reader
-- that has seen an id has seen all below it.
CREATE TABLE registry_lock
(
    id INTEGER NOT NULL PRIMARY KEY
);
INSERT INTO registry_lock (id) VALUES (1);
