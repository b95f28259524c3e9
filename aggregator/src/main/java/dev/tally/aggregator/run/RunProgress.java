package dev.tally.aggregator.run;

/** Learns how far a run is; what it throws interrupts the run there. */
@FunctionalInterface
public interface RunProgress {
  /** What was just finished. */
  enum Step {
    PLANNED,
    SCANNED,
    /** One kind of state is inserted. */
    STATES_INSERTED,
    STATES_NOTED,
    POINTS_INSERTED,
    INDEX_INSERTED,
    DONE
  }

  /** Of no interest to anybody. */
  RunProgress NONE = (run, step) -> {};

  void reached(Run run, Step step);
}
