package dev.tally.web;

/** What the pipeline counts; implemented over the collector by whoever wires the two. */
@FunctionalInterface
public interface PipelineStatus {
  Counts counts();

  /**
   * accepted = stored + rejected + pending.
   *
   * @param accepted events that were acknowledged
   * @param pending events in the journal that are not yet in the engine
   */
  record Counts(long accepted, long stored, long rejected, long pending) {}
}
