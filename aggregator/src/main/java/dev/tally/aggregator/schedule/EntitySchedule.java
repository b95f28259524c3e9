package dev.tally.aggregator.schedule;

import dev.tally.aggregator.run.EntityFeed;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.quartz.Scheduler;

/**
 * Keeps the current state of entities, as long as some event type tells it: a job beside that of
 * rollups, which may be long at something else.
 */
public final class EntitySchedule implements AutoCloseable {
  /** Between two looks at what was committed. */
  public static final Duration INTERVAL = Duration.ofSeconds(1);

  private final EntityFeed feed;
  private final EntityRunner runner;
  private final Repeated job;

  public EntitySchedule(Scheduler scheduler, EntityFeed feed, MeterRegistry meters) {
    this.feed = feed;
    this.runner = new EntityRunner(feed, meters);
    this.job = new Repeated(scheduler, "entities", "feed", runner);
  }

  /**
   * Makes the job what the catalog needs: at the start, and whenever the catalog changes. May be
   * called from any thread.
   */
  public synchronized void update() {
    if (feed.isNeeded()) {
      job.every(INTERVAL);
    } else {
      job.remove();
    }
  }

  /** A job that is far behind ends with the step under way; wait for that by the scheduler. */
  @Override
  public void close() {
    runner.stop();
  }
}
