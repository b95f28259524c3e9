package dev.tally.aggregator.schedule;

import dev.tally.aggregator.backfill.Backfiller;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.quartz.Scheduler;

/** Looks for backfills, and goes on with them. */
public final class BackfillSchedule implements AutoCloseable {
  /** Between two looks: one query of the metadata database. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final String NAME = "backfill";

  private final BackfillRunner runner;

  /** Adds the job. */
  public BackfillSchedule(Scheduler scheduler, Backfiller backfiller, MeterRegistry meters) {
    this.runner = new BackfillRunner(backfiller, meters);
    new Repeated(scheduler, NAME, NAME, runner).every(INTERVAL);
  }

  /** A job at work ends with its chunks under way; wait for that by the scheduler. */
  @Override
  public void close() {
    runner.stop();
  }
}
