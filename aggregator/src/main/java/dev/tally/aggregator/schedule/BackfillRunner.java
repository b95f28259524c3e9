package dev.tally.aggregator.schedule;

import dev.tally.aggregator.backfill.Backfiller;
import dev.tally.aggregator.backfill.Backfiller.Outcome;
import dev.tally.aggregator.backfill.Backfiller.Report;
import dev.tally.error.TallyException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works until there is nothing to do, or until {@link #stop}. A failure is logged once, when it
 * begins and when it is over; the next execution tries again.
 *
 * <p>Meters: {@code tally.backfill.events}, {@code tally.backfill.chunks}, {@code
 * tally.backfill.failures}.
 */
final class BackfillRunner {
  private static final Logger LOG = LoggerFactory.getLogger(BackfillRunner.class);

  private final Backfiller backfiller;
  private final Counter events;
  private final Counter chunks;
  private final Counter failures;
  private final AtomicReference<String> failing = new AtomicReference<>("");
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

  void run() {
    try {
      Report report = work();
      while (report.outcome() == Outcome.WORKED
          && !stopped
          && !Thread.currentThread().isInterrupted()) {
        report = work();
      }
      if (!failing.getAndSet("").isEmpty()) {
        LOG.info("backfill works again");
      }
    } catch (RuntimeException e) {
      failed(e);
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

  private void failed(RuntimeException e) {
    failures.increment();
    String message = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (!message.equals(failing.getAndSet(message))) {
      if (e instanceof TallyException tally) {
        LOG.warn("backfill fails and will be repeated: {}: {}", tally.code(), e.getMessage());
      } else {
        LOG.error("backfill fails and will be repeated", e);
      }
    }
  }
}
