package dev.tally.aggregator.schedule;

import dev.tally.aggregator.run.EntityFeed;
import dev.tally.aggregator.run.RunReport;
import dev.tally.aggregator.run.RunReport.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Steps until entities are caught up, or until {@link #stop}. After a failure, the next execution
 * tries again.
 *
 * <p>Meters: {@code tally.entities.steps} (a timer), {@code tally.entities.failures}.
 */
final class EntityRunner implements Runnable {
  private final EntityFeed feed;
  private final MeterRegistry meters;
  private final Trouble trouble = new Trouble("the current state of entities");
  private volatile boolean stopped;

  EntityRunner(EntityFeed feed, MeterRegistry meters) {
    this.feed = feed;
    this.meters = meters;
  }

  @Override
  public void run() {
    try {
      RunReport report = step();
      while (report.outcome() == Outcome.DONE && report.isBehind() && !stopped) {
        report = step();
      }
      trouble.over();
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
    trouble.failed(e);
  }
}
