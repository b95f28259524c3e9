package dev.tally.aggregator.schedule;

import dev.tally.aggregator.backfill.Backfiller;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/**
 * A Quartz job that looks for backfills. It finds the {@link Backfiller} in the scheduler's
 * context, so several processes may share one, and whoever gets the turn goes on with them.
 */
public final class BackfillSchedule implements AutoCloseable {
  /** Between two looks: one query of the metadata database. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  static final String RUNNER = "tally.backfill";

  private static final String NAME = "backfill";

  private final BackfillRunner runner;

  /** Adds the job. */
  public BackfillSchedule(Scheduler scheduler, Backfiller backfiller, MeterRegistry meters) {
    this.runner = new BackfillRunner(backfiller, meters);
    try {
      scheduler.getContext().put(RUNNER, runner);
      JobDetail job =
          JobBuilder.newJob(BackfillJob.class).withIdentity(new JobKey(NAME, NAME)).build();
      scheduler.scheduleJob(job, Set.of(trigger()), true);
    } catch (SchedulerException e) {
      throw new TallyException(
          ErrorCode.INTERNAL, "backfill: Quartz does not take the schedule: " + e.getMessage(), e);
    }
  }

  private static Trigger trigger() {
    return TriggerBuilder.newTrigger()
        .withIdentity(new TriggerKey(NAME, NAME))
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(INTERVAL.toMillis())
                .repeatForever()
                .withMisfireHandlingInstructionNextWithExistingCount())
        .build();
  }

  /** A job at work ends with its chunks under way; wait for that by the scheduler. */
  @Override
  public void close() {
    runner.stop();
  }
}
