-- Who changed what. Rows are only ever added, in the transaction of the change.
CREATE TABLE audit
(
    id          BIGINT                   NOT NULL PRIMARY KEY, -- 1, 2, 3 …
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor       VARCHAR(64)              NOT NULL,
    action      VARCHAR(32)              NOT NULL,
    proposal_id INTEGER,
    commit_id   INTEGER,
    subject     VARCHAR(255)             NOT NULL,             -- event type, person, team, token; empty when none
    details     TEXT                     NOT NULL              -- JSON object
);
CREATE INDEX audit_by_proposal ON audit (proposal_id, id);

-- What others are told, written in the transaction of the change.
CREATE TABLE notices
(
    id          BIGINT                   NOT NULL PRIMARY KEY, -- 1, 2, 3 …
    kind        VARCHAR(32)              NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recipients  TEXT                     NOT NULL,             -- names of people, JSON array
    body        TEXT                     NOT NULL              -- JSON object, what is sent
);

-- A way to send notices, and the first notice that is sent so.
CREATE TABLE notice_channels
(
    channel      VARCHAR(64) NOT NULL PRIMARY KEY,
    first_notice BIGINT      NOT NULL
);

CREATE TABLE notice_deliveries
(
    channel      VARCHAR(64)              NOT NULL,
    notice_id    BIGINT                   NOT NULL REFERENCES notices (id),
    attempts     INTEGER                  NOT NULL,
    next_at      TIMESTAMP WITH TIME ZONE NOT NULL, -- not tried again before
    state        VARCHAR(16)              NOT NULL, -- WAITING, DELIVERED or GIVEN_UP
    last_failure TEXT                     NOT NULL,
    PRIMARY KEY (channel, notice_id)
);
