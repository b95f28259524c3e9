-- Whether a person wants mail, and by what a link in a mail proves to be the reader's.
ALTER TABLE people ADD COLUMN mail BOOLEAN DEFAULT TRUE NOT NULL;
ALTER TABLE people ADD COLUMN mail_key VARCHAR(32);

-- Notices that are sent by mail, to each reader by himself.
CREATE TABLE notice_mails
(
    notice_id    BIGINT                   NOT NULL REFERENCES notices (id),
    person       VARCHAR(64)              NOT NULL REFERENCES people (name),
    proposal_id  INTEGER                  NOT NULL,
    attempts     INTEGER                  NOT NULL,
    next_at      TIMESTAMP WITH TIME ZONE NOT NULL, -- not tried again before
    state        VARCHAR(16)              NOT NULL, -- WAITING, DELIVERED, GIVEN_UP or UNWANTED
    sent_at      TIMESTAMP WITH TIME ZONE,
    mail         BIGINT,                            -- the last notice of the mail that told it
    last_failure TEXT                     NOT NULL,
    PRIMARY KEY (notice_id, person)
);
CREATE INDEX notice_mails_waiting ON notice_mails (state, next_at);
CREATE INDEX notice_mails_sent ON notice_mails (person, sent_at);
