-- Who may send events over HTTP. The key itself is known to whoever made it, and to nobody else.
CREATE TABLE write_keys
(
    hash       VARCHAR(64)              NOT NULL PRIMARY KEY, -- SHA-256 of the key, 64 hex digits
    name       VARCHAR(64)              NOT NULL,             -- several keys may share one, old and new
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE                       -- NULL while it is valid
);
