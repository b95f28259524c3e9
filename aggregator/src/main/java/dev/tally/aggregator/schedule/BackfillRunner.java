package dev.tally.aggregator.schedule;

import dev.tally.aggregator.backfill.Backfiller;
import dev.tally.aggregator.backfill.Backfiller.Outcome;
import dev.tally.aggregator.backfill.Backfiller.Report;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Works until there is nothing to do, or until {@link #stop}. After a failure, the next execution
 * tries again.
 *
 * <p>Meters: {@code tally.backfill.events}, {@code tally.backfill.chunks}, {@code
 * tally.backfill.failures}.
 */
final class BackfillRunner implements Runnable {
  private final Backfiller backfiller;
  private final Counter events;
  private final Counter chunks;
  private final Counter failures;
  private final Trouble trouble = new Trouble("backfill");
  private volatile boolean stopped;

  BackfillRunner(Backfiller backfiller, MeterRegistry meters) {
    this.backfiller = backfiller;
    this.events =
        Counter.builder("tally.backfill.events")
            .description("Raw events that backfills have read")
            .register(meters);
    this.chunks =
        Counter.builder("tally.backfill.chunks")
            .description("Chunks that backfills have scanned")
            .register(meters);
    this.failures =
        Counter.builder("tally.backfill.failures")
            .description("Failures of backfills; each is tried again")
            .register(meters);
  }

  @Override
  public void run() {
    try {
      Report report = work();
      while (report.outcome() == Outcome.WORKED
          && !stopped
          && !Thread.currentThread().isInterrupted()) {
        report = work();
      }
      trouble.over();
    } catch (RuntimeException e) {
      failures.increment();
      trouble.failed(e);
    }
  }

  private Report work() {
    Report report = backfiller.work();
    events.increment((double) report.events());
    chunks.increment((double) report.scanned());
    return report;
  }

  /** The chunks under way are the last. */
  void stop() {
    stopped = true;
    backfiller.stop();
  }
}
