package dev.tally.aggregator.schedule;

import dev.tally.aggregator.site.SitePuller;
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
 * A Quartz job that looks at other sites, if there are any. It finds the {@link SitePuller} in the
 * scheduler's context, so several processes may share one; they should know the same sites.
 */
public final class SiteSchedule implements AutoCloseable {
  /** Between two looks whether one is due: a query of the metadata database per site. */
  static final Duration INTERVAL = Duration.ofSeconds(5);

  static final String RUNNER = "tally.sites";

  private static final JobKey PULL = new JobKey("pull", "sites");

  private final SiteRunner runner;

  /** Adds the job, or takes it away where there is no site. */
  public SiteSchedule(Scheduler scheduler, SitePuller puller, MeterRegistry meters) {
    this.runner = new SiteRunner(puller, meters);
    try {
      scheduler.getContext().put(RUNNER, runner);
      if (puller.sites().isEmpty()) {
        scheduler.deleteJob(PULL);
      } else {
        JobDetail job = JobBuilder.newJob(SiteJob.class).withIdentity(PULL).build();
        scheduler.scheduleJob(job, Set.of(trigger()), true);
      }
    } catch (SchedulerException e) {
      throw new TallyException(
          ErrorCode.INTERNAL, "sites: Quartz does not take the schedule: " + e.getMessage(), e);
    }
  }

  private static Trigger trigger() {
    return TriggerBuilder.newTrigger()
        .withIdentity(new TriggerKey(PULL.getName(), PULL.getGroup()))
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(INTERVAL.toMillis())
                .repeatForever()
                .withMisfireHandlingInstructionNextWithExistingCount())
        .build();
  }

  /** A job at work ends with the look under way; wait for that by the scheduler. */
  @Override
  public void close() {
    runner.stop();
  }
}
