package dev.tally.aggregator.run;

import dev.tally.aggregator.backfill.Backfill;
import dev.tally.aggregator.backfill.BackfillProgress;
import dev.tally.aggregator.plan.Window;

/** Learns how far a run is; what it throws interrupts the run there. */
@FunctionalInterface
public interface RunProgress {
  /** What was just finished. */
  enum Step {
    PLANNED,
    SCANNED,
    /** What earlier runs left of buckets that are computed anew; reached only where there are. */
    STATES_DELETED,
    /** One kind of state is inserted. */
    STATES_INSERTED,
    STATES_NOTED,
    /** The states of a backfill, of one table and partition, have taken the place of the old. */
    STATES_SWAPPED,
    /** Of one resolution, as are the next two. */
    POINTS_INSERTED,
    /** Points that have no value any more; reached only where there are. */
    POINTS_DELETED,
    INDEX_INSERTED,
    WATERMARKS_INSERTED,
    /** Between the runs: points of a rolling window, and whatever of them vanished. */
    WINDOW_INSERTED,
    WINDOW_DELETED,
    DONE
  }

  /** Of no interest to anybody. */
  RunProgress NONE = (run, step) -> {};

  void reached(Run run, Step step);

  /** One of the steps that backfills have between runs. */
  default void reached(Backfill backfill, BackfillProgress.Step step) {}

  /** One of the steps that windows have. */
  default void reached(Window window, Step step) {}
}
