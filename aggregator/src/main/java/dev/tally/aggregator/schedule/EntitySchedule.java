package dev.tally.aggregator.schedule;

import dev.tally.aggregator.run.EntityFeed;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/**
 * A Quartz job for the current state of entities, as long as some event type tells it: beside that
 * of rollups, which may be long at something else. Shared as theirs is.
 */
public final class EntitySchedule implements AutoCloseable {
  /** Between two looks at what was committed. */
  public static final Duration INTERVAL = Duration.ofSeconds(1);

  static final String RUNNER = "tally.entities";

  private static final JobKey FEED = new JobKey("feed", "entities");

  private final Scheduler scheduler;
  private final EntityFeed feed;
  private final EntityRunner runner;

  public EntitySchedule(Scheduler scheduler, EntityFeed feed, MeterRegistry meters) {
    this.scheduler = scheduler;
    this.feed = feed;
    this.runner = new EntityRunner(feed, meters);
    try {
      scheduler.getContext().put(RUNNER, runner);
    } catch (SchedulerException e) {
      throw failure(e);
    }
  }

  /**
   * Makes the job what the catalog needs: at the start, and whenever the catalog changes. May be
   * called from any thread.
   */
  public synchronized void update() {
    try {
      if (feed.isNeeded()) {
        scheduler.scheduleJob(
            JobBuilder.newJob(EntityJob.class).withIdentity(FEED).build(), Set.of(trigger()), true);
      } else {
        scheduler.deleteJob(FEED);
      }
    } catch (SchedulerException e) {
      throw failure(e);
    }
  }

  private static Trigger trigger() {
    return TriggerBuilder.newTrigger()
        .withIdentity(new TriggerKey(FEED.getName(), FEED.getGroup()))
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(INTERVAL.toMillis())
                .repeatForever()
                .withMisfireHandlingInstructionNextWithExistingCount())
        .build();
  }

  /** A job that is far behind ends with the step under way; wait for that by the scheduler. */
  @Override
  public void close() {
    runner.stop();
  }

  private static TallyException failure(SchedulerException e) {
    return new TallyException(
        ErrorCode.INTERNAL, "entities: Quartz does not take the schedule: " + e.getMessage(), e);
  }
}
