package dev.tally.aggregator.schedule;

import dev.tally.aggregator.cap.OtherEvents;
import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.RunReport;
import dev.tally.aggregator.run.RunReport.Outcome;
import dev.tally.edl.model.Durations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs until everything is caught up, or until {@link #stop}. After a failure, the next execution
 * tries again.
 *
 * <p>Meters: {@code tally.rollup.runs} (a timer), {@code tally.rollup.failures}; by resolution
 * {@code tally.rollup.events}, {@code tally.rollup.ignored.events}, {@code
 * tally.rollup.expired.events}; by event type and dimension {@code tally.rollup.other.events}.
 */
final class RollupRunner implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RollupRunner.class);

  private final Rollup rollup;
  private final MeterRegistry meters;
  private final Trouble trouble = new Trouble("rollup");
  private volatile boolean stopped;

  RollupRunner(Rollup rollup, MeterRegistry meters) {
    this.rollup = rollup;
    this.meters = meters;
  }

  @Override
  public void run() {
    try {
      RunReport report = runOnce();
      while (report.outcome() == Outcome.DONE
          && report.isBehind()
          && !stopped
          && !Thread.currentThread().isInterrupted()) {
        report = runOnce();
      }
      trouble.over();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** The run under way is the last. */
  void stop() {
    stopped = true;
  }

  private RunReport runOnce() {
    RunReport report = rollup.run();
    if (report.outcome() == Outcome.DONE) {
      Timer.builder("tally.rollup.runs")
          .description("Completed rollup runs")
          .register(meters)
          .record(report.took());
      count(report, "tally.rollup.events", "Events of completed rollup runs", report.events());
      if (report.ignored() > 0) {
        count(
            report,
            "tally.rollup.ignored.events",
            "Events with an upsert key that came after raw rows of their day had expired",
            report.ignored());
        LOG.warn(
            "rollup of {}: run {} ignores {} events that came after raw rows of their day had expired; they are in the view, and in no series",
            names(report.resolutions()),
            report.run(),
            report.ignored());
      }
      report.expired().forEach(this::countExpired);
      report.others().forEach(this::countOthers);
      LOG.debug(
          "rollup of {}: run {} of {} events took {} ms",
          names(report.resolutions()),
          report.run(),
          report.events(),
          report.took().toMillis());
    }
    return report;
  }

  private void failed(RuntimeException e) {
    Counter.builder("tally.rollup.failures")
        .description("Rollup runs that failed and will be repeated")
        .register(meters)
        .increment();
    trouble.failed(e);
  }

  private void count(RunReport report, String name, String description, long events) {
    for (Duration resolution : report.resolutions()) {
      Counter.builder(name)
          .description(description)
          .tag("resolution", Durations.format(resolution))
          .register(meters)
          .increment((double) events);
    }
  }

  private void countExpired(Duration resolution, long events) {
    Counter.builder("tally.rollup.expired.events")
        .description("Events that are older than the states of a resolution are kept")
        .tag("resolution", Durations.format(resolution))
        .register(meters)
        .increment((double) events);
  }

  private void countOthers(OtherEvents others) {
    Counter.builder("tally.rollup.other.events")
        .description("Events with a value of a dimension that has no series of its own")
        .tag("event", others.eventType())
        .tag("dimension", others.dimension())
        .register(meters)
        .increment((double) others.events());
  }

  private static String names(List<Duration> resolutions) {
    return resolutions.stream().map(Durations::format).collect(Collectors.joining(", "));
  }
}
