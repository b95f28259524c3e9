-- A row per alert that ever was, from the first point out of bounds on. Times are those of points:
-- beginnings of their buckets. Numbers that are not known (a threshold expects nothing) are NULL.
CREATE TABLE alerts
(
    id               VARCHAR(32)              NOT NULL PRIMARY KEY, -- follows from rule, path and pending_since
    event_type       VARCHAR(255)             NOT NULL,
    rule             VARCHAR(255)             NOT NULL,
    metric           VARCHAR(255)             NOT NULL,
    statistic        VARCHAR(64)              NOT NULL,
    resolution       INTEGER                  NOT NULL,             -- seconds
    dimension_set    TEXT                     NOT NULL,             -- JSON array of attributes
    dimension_values TEXT                     NOT NULL,             -- JSON array, one per attribute
    unit             VARCHAR(255)             NOT NULL,
    path             TEXT                     NOT NULL,
    severity         VARCHAR(16)              NOT NULL,
    state            VARCHAR(16)              NOT NULL,             -- PENDING, FIRING, RESOLVED
    ending           VARCHAR(16),                                   -- why it is resolved
    pending_since    TIMESTAMP WITH TIME ZONE NOT NULL,
    firing_since     TIMESTAMP WITH TIME ZONE,
    resolved_at      TIMESTAMP WITH TIME ZONE,
    judged_until     TIMESTAMP WITH TIME ZONE NOT NULL,             -- the latest point it has taken in
    out_points       INTEGER                  NOT NULL,
    back_points      INTEGER                  NOT NULL,
    unknown_points   INTEGER                  NOT NULL,
    first_time       TIMESTAMP WITH TIME ZONE NOT NULL,
    first_value      DOUBLE PRECISION         NOT NULL,
    first_expected   DOUBLE PRECISION,
    first_lower      DOUBLE PRECISION,
    first_upper      DOUBLE PRECISION,
    first_score      DOUBLE PRECISION         NOT NULL,
    peak_time        TIMESTAMP WITH TIME ZONE NOT NULL,
    peak_value       DOUBLE PRECISION         NOT NULL,
    peak_expected    DOUBLE PRECISION,
    peak_lower       DOUBLE PRECISION,
    peak_upper       DOUBLE PRECISION,
    peak_score       DOUBLE PRECISION         NOT NULL,
    last_time        TIMESTAMP WITH TIME ZONE NOT NULL,
    last_value       DOUBLE PRECISION         NOT NULL,
    last_expected    DOUBLE PRECISION,
    last_lower       DOUBLE PRECISION,
    last_upper       DOUBLE PRECISION,
    last_score       DOUBLE PRECISION         NOT NULL,
    stored_at        TIMESTAMP WITH TIME ZONE NOT NULL              -- by the clock, unlike all others
);
CREATE INDEX alerts_by_rule ON alerts (event_type, rule, state);
CREATE INDEX alerts_by_time ON alerts (state, last_time);

-- Up to where each rule has been judged: end, exclusive, of the last bucket. It moves in the same
-- transaction as what was found, and only from where the judging began: no point is judged twice.
CREATE TABLE alert_progress
(
    event_type   VARCHAR(255)             NOT NULL,
    rule         VARCHAR(255)             NOT NULL,
    judged_until TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (event_type, rule)
);

-- What is to be told to whom (an outbox): written in the same transaction as the alert's change, sent
-- afterwards, as often as it takes.
CREATE TABLE alert_notices
(
    id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id        VARCHAR(32)              NOT NULL,
    kind            VARCHAR(16)              NOT NULL,             -- FIRED, RESOLVED
    notifier        VARCHAR(255)             NOT NULL,
    severity        VARCHAR(16)              NOT NULL,
    sentence        TEXT                     NOT NULL,
    body            TEXT                     NOT NULL,             -- JSON
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    attempts        INTEGER                  NOT NULL,
    next_attempt_at TIMESTAMP WITH TIME ZONE,                      -- NULL once delivered or given up
    delivered_at    TIMESTAMP WITH TIME ZONE,
    problem         TEXT,                                          -- of the latest attempt
    UNIQUE (alert_id, kind, notifier)
);
CREATE INDEX alert_notices_due ON alert_notices (next_attempt_at);
