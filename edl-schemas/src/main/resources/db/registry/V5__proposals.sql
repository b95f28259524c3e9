CREATE TABLE proposals
(
    id          INTEGER                  NOT NULL PRIMARY KEY, -- 1, 2, 3 …
    title       VARCHAR(200)             NOT NULL,
    description TEXT                     NOT NULL,
    author      VARCHAR(64)              NOT NULL REFERENCES people (name),
    state       VARCHAR(16)              NOT NULL,             -- OPEN, WITHDRAWN or MERGED; PUBLISHED when its commit is
    rounds      INTEGER                  NOT NULL,             -- how many there are
    created_at  TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at  TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX proposals_by_author ON proposals (author, state);

-- A round never changes.
CREATE TABLE rounds
(
    proposal_id INTEGER                  NOT NULL REFERENCES proposals (id),
    round_no    INTEGER                  NOT NULL, -- 1, 2, 3 …
    base_commit INTEGER                  NOT NULL, -- what the changes are to be held against; 0: nothing
    content     VARCHAR(64)              NOT NULL, -- SHA-256 of paths and blobs
    report      TEXT                     NOT NULL, -- JSON, what the checks said
    created_at  TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (proposal_id, round_no)
);

CREATE TABLE round_files
(
    proposal_id INTEGER       NOT NULL,
    round_no    INTEGER       NOT NULL,
    path        VARCHAR(512) NOT NULL,
    blob        VARCHAR(64) REFERENCES blobs (hash), -- NULL: to be deleted
    PRIMARY KEY (proposal_id, round_no, path),
    FOREIGN KEY (proposal_id, round_no) REFERENCES rounds (proposal_id, round_no)
);

-- The draft revisions of a round.
CREATE TABLE round_types
(
    proposal_id INTEGER      NOT NULL,
    round_no    INTEGER      NOT NULL,
    event_type  VARCHAR(255) NOT NULL,
    fingerprint BIGINT, -- NULL: removed
    PRIMARY KEY (proposal_id, round_no, event_type),
    FOREIGN KEY (proposal_id, round_no) REFERENCES rounds (proposal_id, round_no)
);

CREATE TABLE reviews
(
    id          INTEGER                  NOT NULL PRIMARY KEY, -- 1, 2, 3 …
    proposal_id INTEGER                  NOT NULL,
    round_no    INTEGER                  NOT NULL,
    reviewer    VARCHAR(64)              NOT NULL REFERENCES people (name),
    decision    VARCHAR(16)              NOT NULL, -- APPROVE, REQUEST_CHANGES or COMMENT
    body        TEXT                     NOT NULL,
    created_at  TIMESTAMP WITH TIME ZONE NOT NULL,
    FOREIGN KEY (proposal_id, round_no) REFERENCES rounds (proposal_id, round_no)
);
CREATE INDEX reviews_by_proposal ON reviews (proposal_id, id);

CREATE TABLE review_comments
(
    id          INTEGER                  NOT NULL PRIMARY KEY, -- 1, 2, 3 …
    proposal_id INTEGER                  NOT NULL,
    round_no    INTEGER                  NOT NULL,
    path        VARCHAR(512),                     -- NULL: of the whole proposal
    side        VARCHAR(8),                        -- BEFORE or AFTER
    line_no     INTEGER,
    thread      INTEGER                  NOT NULL, -- id of the thread's first comment
    author      VARCHAR(64)              NOT NULL REFERENCES people (name),
    body        TEXT                     NOT NULL,
    created_at  TIMESTAMP WITH TIME ZONE NOT NULL,
    resolved_by VARCHAR(64),                       -- of the thread's first comment
    FOREIGN KEY (proposal_id, round_no) REFERENCES rounds (proposal_id, round_no)
);
CREATE INDEX review_comments_by_proposal ON review_comments (proposal_id, id);

-- What was asked for under an id that the client made: a repeat gets the first answer.
CREATE TABLE review_requests
(
    person      VARCHAR(64) NOT NULL,
    request_id  VARCHAR(64) NOT NULL,
    action      VARCHAR(32) NOT NULL,
    proposal_id INTEGER     NOT NULL,
    result_id   INTEGER     NOT NULL,
    PRIMARY KEY (person, request_id)
);
