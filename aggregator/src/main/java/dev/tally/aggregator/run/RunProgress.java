package dev.tally.aggregator.run;

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
    POINTS_INSERTED,
    /** Points that have no value any more; reached only where there are. */
    POINTS_DELETED,
    INDEX_INSERTED,
    DONE
  }

  /** Of no interest to anybody. */
  RunProgress NONE = (run, step) -> {};

  void reached(Run run, Step step);
}
