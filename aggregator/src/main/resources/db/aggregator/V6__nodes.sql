-- The process that did the latest step of a run, as host:pid. Empty: an older version.
ALTER TABLE rollup_run ADD COLUMN node VARCHAR(100) DEFAULT '' NOT NULL;
