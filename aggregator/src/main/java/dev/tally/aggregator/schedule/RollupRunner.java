package dev.tally.aggregator.schedule;

import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.RunReport;
import dev.tally.aggregator.run.RunReport.Outcome;
import dev.tally.edl.model.Durations;
import dev.tally.error.TallyException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a resolution until it is caught up, or until {@link #stop}. A failure is logged once, when
 * it begins and when it is over; the next execution tries again.
 *
 * <p>Meters, by resolution: {@code tally.rollup.events}, {@code tally.rollup.runs} (a timer),
 * {@code tally.rollup.failures}, {@code tally.rollup.ignored.events}.
 */
final class RollupRunner {
  private static final Logger LOG = LoggerFactory.getLogger(RollupRunner.class);

  private final Rollup rollup;
  private final MeterRegistry meters;
  private final Map<Duration, String> failing = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  RollupRunner(Rollup rollup, MeterRegistry meters) {
    this.rollup = rollup;
    this.meters = meters;
  }

  void run(Duration resolution) {
    try {
      RunReport report = runOnce(resolution);
      while (report.outcome() == Outcome.DONE
          && report.isBehind()
          && !stopped
          && !Thread.currentThread().isInterrupted()) {
        report = runOnce(resolution);
      }
      if (failing.remove(resolution) != null) {
        LOG.info("rollup of {} works again", Durations.format(resolution));
      }
    } catch (RuntimeException e) {
      failed(resolution, e);
    }
  }

  /** The run under way is the last. */
  void stop() {
    stopped = true;
  }

  private RunReport runOnce(Duration resolution) {
    RunReport report = rollup.run(resolution);
    if (report.outcome() == Outcome.DONE) {
      Timer.builder("tally.rollup.runs")
          .description("Completed rollup runs")
          .tag("resolution", Durations.format(resolution))
          .register(meters)
          .record(report.took());
      counter("tally.rollup.events", "Events of completed rollup runs", resolution)
          .increment((double) report.events());
      if (report.ignored() > 0) {
        counter(
                "tally.rollup.ignored.events",
                "Events with an upsert key that came after raw rows of their day had expired",
                resolution)
            .increment((double) report.ignored());
        LOG.warn(
            "rollup of {}: run {} ignores {} events that came after raw rows of their day had expired; they are in the view, and in no series",
            Durations.format(resolution),
            report.run(),
            report.ignored());
      }
      LOG.debug(
          "rollup of {}: run {} of {} events took {} ms",
          Durations.format(resolution),
          report.run(),
          report.events(),
          report.took().toMillis());
    }
    return report;
  }

  private void failed(Duration resolution, RuntimeException e) {
    counter("tally.rollup.failures", "Rollup runs that failed and will be repeated", resolution)
        .increment();
    String message = String.valueOf(e.getMessage());
    if (!message.equals(failing.put(resolution, message))) {
      if (e instanceof TallyException tally) {
        LOG.warn(
            "rollup of {} fails and will be repeated: {}: {}",
            Durations.format(resolution),
            tally.code(),
            message);
      } else {
        LOG.error("rollup of {} fails and will be repeated", Durations.format(resolution), e);
      }
    }
  }

  private Counter counter(String name, String description, Duration resolution) {
    return Counter.builder(name)
        .description(description)
        .tag("resolution", Durations.format(resolution))
        .register(meters);
  }
}
