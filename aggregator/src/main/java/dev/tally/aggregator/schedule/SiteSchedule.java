package dev.tally.aggregator.schedule;

import dev.tally.aggregator.site.SitePuller;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.quartz.Scheduler;

/**
 * Looks at other sites, if there are any. Processes that share a scheduler should know the same.
 */
public final class SiteSchedule implements AutoCloseable {
  /** Between two looks whether one is due: a query of the metadata database per site. */
  static final Duration INTERVAL = Duration.ofSeconds(5);

  private final SiteRunner runner;

  /** Adds the job, or takes it away where there is no site. */
  public SiteSchedule(Scheduler scheduler, SitePuller puller, MeterRegistry meters) {
    this.runner = new SiteRunner(puller, meters);
    Repeated job = new Repeated(scheduler, "sites", "pull", runner);
    if (puller.sites().isEmpty()) {
      job.remove();
    } else {
      job.every(INTERVAL);
    }
  }

  /** A job at work ends with the look under way; wait for that by the scheduler. */
  @Override
  public void close() {
    runner.stop();
  }
}
