-- A run covers its blocks for several resolutions: their seconds, comma-separated. resolution_s is 0 then;
-- a run that was begun before has a resolution_s and nothing here, and is finished for that one alone.
ALTER TABLE rollup_run ADD COLUMN resolutions VARCHAR(1000);

CREATE INDEX rollup_run_unfinished ON rollup_run (state, id);

-- Until when points were complete before the run: [{"event":"shop.Order","until":1708992000}], seconds since the
-- epoch. What it touches before that is recomputed.
ALTER TABLE rollup_run ADD COLUMN complete TEXT;

-- How far rolling windows are: states of runs up to run are in their points, and steps up to open_s had begun.
CREATE TABLE rollup_window (
    event    VARCHAR(300) NOT NULL,
    metric   VARCHAR(100) NOT NULL,
    window_s BIGINT NOT NULL,
    step_s   BIGINT NOT NULL,
    run      BIGINT NOT NULL,
    open_s   BIGINT NOT NULL,
    PRIMARY KEY (event, metric, window_s)
);

-- Buckets whose states a run replaced, as upserts do, until all windows have taken that in.
CREATE TABLE rollup_window_replaced (
    event    VARCHAR(300) NOT NULL,
    step_s   BIGINT NOT NULL,
    run      BIGINT NOT NULL,
    bucket_s BIGINT NOT NULL,
    PRIMARY KEY (event, step_s, run, bucket_s)
);
