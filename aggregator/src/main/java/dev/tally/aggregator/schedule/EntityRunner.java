package dev.tally.aggregator.schedule;

import dev.tally.aggregator.run.EntityFeed;
import dev.tally.aggregator.run.RunReport;
import dev.tally.aggregator.run.RunReport.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps until entities are caught up, or until {@link #stop}. A failure is logged once, when it
 * begins and when it is over; the next execution tries again.
 *
 * <p>Meters: {@code tally.entities.steps} (a timer), {@code tally.entities.failures}.
 */
final class EntityRunner {
  private static final Logger LOG = LoggerFactory.getLogger(EntityRunner.class);

  private final EntityFeed feed;
  private final MeterRegistry meters;
  private final AtomicReference<String> failing = new AtomicReference<>("");
  private volatile boolean stopped;

  EntityRunner(EntityFeed feed, MeterRegistry meters) {
    this.feed = feed;
    this.meters = meters;
  }

  void run() {
    try {
      RunReport report = step();
      while (report.outcome() == Outcome.DONE && report.isBehind() && !stopped) {
        report = step();
      }
      if (!failing.getAndSet("").isEmpty()) {
        LOG.info("the current state of entities is kept again");
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** The step under way is the last. */
  void stop() {
    stopped = true;
  }

  private RunReport step() {
    RunReport report = feed.run();
    if (report.outcome() == Outcome.DONE) {
      Timer.builder("tally.entities.steps")
          .description("Steps that took committed blocks into the current state of entities")
          .register(meters)
          .record(report.took());
    }
    return report;
  }

  private void failed(RuntimeException e) {
    Counter.builder("tally.entities.failures")
        .description("Steps of the current state of entities that failed and will be repeated")
        .register(meters)
        .increment();
    String message = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (!message.equals(failing.getAndSet(message))) {
      LOG.warn("the current state of entities is not kept, and will be tried again", e);
    }
  }
}
