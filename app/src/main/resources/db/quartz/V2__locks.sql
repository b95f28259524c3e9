-- What Quartz locks where several nodes share its tables. It would add the rows by itself, but of two nodes that
-- start together the one that comes second fails at that on PostgreSQL.
INSERT INTO QRTZ_LOCKS (SCHED_NAME, LOCK_NAME) VALUES ('tally', 'TRIGGER_ACCESS') ON CONFLICT DO NOTHING;
INSERT INTO QRTZ_LOCKS (SCHED_NAME, LOCK_NAME) VALUES ('tally', 'STATE_ACCESS') ON CONFLICT DO NOTHING;
