-- Texts of files by their content. Rows are only ever added.
CREATE TABLE blobs
(
    hash    VARCHAR(64) NOT NULL PRIMARY KEY, -- SHA-256 of the UTF-8, 64 hex digits
    content TEXT        NOT NULL
);

-- The source tree's history: a chain, each link made under registry_lock.
CREATE TABLE commits
(
    id           INTEGER                  NOT NULL PRIMARY KEY, -- 1, 2, 3 …
    parent       INTEGER                  NOT NULL UNIQUE,      -- id - 1; 0 for the first
    author       VARCHAR(64)              NOT NULL,
    message      TEXT                     NOT NULL,
    committed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    proposal_id  INTEGER UNIQUE,                                -- NULL: published directly
    stage        VARCHAR(16)              NOT NULL,             -- where its event types are published to
    published_at TIMESTAMP WITH TIME ZONE                       -- NULL: merged, and not published yet
);

-- What a commit changed; the tree is the last row of each path.
CREATE TABLE commit_files
(
    commit_id INTEGER       NOT NULL REFERENCES commits (id),
    path      VARCHAR(512) NOT NULL,
    blob      VARCHAR(64) REFERENCES blobs (hash), -- NULL: deleted
    PRIMARY KEY (commit_id, path)
);
CREATE INDEX commit_files_by_path ON commit_files (path, commit_id);

-- Event types that a commit added, changed, moved or removed.
CREATE TABLE commit_types
(
    commit_id   INTEGER      NOT NULL REFERENCES commits (id),
    event_type  VARCHAR(255) NOT NULL,
    path        VARCHAR(512),                     -- NULL: removed
    fingerprint BIGINT,                            -- NULL: removed
    PRIMARY KEY (commit_id, event_type)
);
CREATE INDEX commit_types_by_type ON commit_types (event_type, commit_id);

-- States of event types that were proposed. One that is published gets its id in revisions then.
CREATE TABLE drafts
(
    event_type  VARCHAR(255) NOT NULL,
    fingerprint BIGINT       NOT NULL,
    content     TEXT         NOT NULL,             -- canonical JSON; the fingerprint is of this
    PRIMARY KEY (event_type, fingerprint)
);

-- STAGING or PRODUCTION. What was published so far is in production.
ALTER TABLE publications ADD COLUMN stage VARCHAR(16) DEFAULT 'PRODUCTION' NOT NULL;

-- Event types that should not be used any more.
CREATE TABLE deprecations
(
    event_type    VARCHAR(255)             NOT NULL PRIMARY KEY,
    reason        TEXT                     NOT NULL,
    successor     VARCHAR(255),            -- the event type to use instead
    actor         VARCHAR(64)              NOT NULL,
    deprecated_at TIMESTAMP WITH TIME ZONE NOT NULL
);
