package dev.tally.aggregator.backfill;

/** Learns how far a backfill is; what it throws interrupts it there. */
@FunctionalInterface
public interface BackfillProgress {
  /** What was just finished, outside of rollup runs; they have steps of their own. */
  enum Step {
    TABLES_CREATED,
    PLANNED,
    /** Of a chunk, as are the next two. */
    SCANNED,
    /** One kind of state is inserted. */
    STATES_INSERTED,
    CHUNK_SCANNED,
    ALL_SCANNED,
    /** Blocks that runs covered meanwhile were added. */
    DELTA_WRITTEN,
    /** Of a chunk and resolution, as are the next two. */
    POINTS_INSERTED,
    /** Points that have no value any more; reached only where there are. */
    POINTS_DELETED,
    INDEX_INSERTED,
    CHUNK_WRITTEN,
    DONE
  }

  /** Of no interest to anybody. */
  BackfillProgress NONE = (backfill, step) -> {};

  void reached(Backfill backfill, Step step);
}
