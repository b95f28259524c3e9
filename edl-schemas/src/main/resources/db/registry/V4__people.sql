CREATE TABLE people
(
    name       VARCHAR(64)              NOT NULL PRIMARY KEY,
    email      VARCHAR(254),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE teams
(
    name       VARCHAR(64)              NOT NULL PRIMARY KEY,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE team_members
(
    team   VARCHAR(64) NOT NULL REFERENCES teams (name),
    person VARCHAR(64) NOT NULL REFERENCES people (name),
    PRIMARY KEY (team, person)
);

-- The token itself is known to whoever got it, and to nobody else.
CREATE TABLE tokens
(
    hash         VARCHAR(64)              NOT NULL PRIMARY KEY, -- SHA-256 of the token, 64 hex digits
    person       VARCHAR(64)              NOT NULL REFERENCES people (name),
    label        VARCHAR(64)              NOT NULL,
    scopes       VARCHAR(128)             NOT NULL,             -- names with commas between
    created_at   TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at   TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at   TIMESTAMP WITH TIME ZONE,
    last_used_at TIMESTAMP WITH TIME ZONE
);
