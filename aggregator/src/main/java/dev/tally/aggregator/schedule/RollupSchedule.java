package dev.tally.aggregator.schedule;

import dev.tally.aggregator.run.Rollup;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
import org.quartz.impl.matchers.GroupMatcher;

/**
 * A Quartz job for each resolution that a metric of the catalog has. Jobs find the {@link Rollup}
 * in the scheduler's context, so the scheduler may keep them in memory or in a database, and
 * several processes may share one: whoever gets the turn of a resolution runs it.
 */
public final class RollupSchedule implements AutoCloseable {
  /** The longest time between two looks at what was committed. */
  public static final Duration INTERVAL_MAX = Duration.ofSeconds(10);

  /** The shortest. */
  public static final Duration INTERVAL_MIN = Duration.ofSeconds(1);

  static final String GROUP = "rollup";
  static final String RUNNER = "tally.rollup";
  static final String RESOLUTION = "resolutionSeconds";

  private final Scheduler scheduler;
  private final Rollup rollup;
  private final RollupRunner runner;
  private final Duration intervalMax;

  /**
   * Looks for new inserts every second: fresh points cost little, for an empty look is one query.
   */
  public RollupSchedule(Scheduler scheduler, Rollup rollup, MeterRegistry meters) {
    this(scheduler, rollup, meters, INTERVAL_MIN);
  }

  /**
   * @param intervalMax between two looks; a resolution finer than that is looked at as often as it
   *     is wide. From {@link #INTERVAL_MIN} to {@link #INTERVAL_MAX}
   */
  public RollupSchedule(
      Scheduler scheduler, Rollup rollup, MeterRegistry meters, Duration intervalMax) {
    if (intervalMax.compareTo(INTERVAL_MIN) < 0 || intervalMax.compareTo(INTERVAL_MAX) > 0) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "rollup interval %s is not between %s and %s"
              .formatted(intervalMax, INTERVAL_MIN, INTERVAL_MAX));
    }
    this.scheduler = scheduler;
    this.rollup = rollup;
    this.runner = new RollupRunner(rollup, meters);
    this.intervalMax = intervalMax;
    attempt(
        () -> {
          scheduler.getContext().put(RUNNER, runner);
          return null;
        });
  }

  /**
   * Makes the jobs those of the catalog's resolutions: at the start, and whenever the catalog
   * changes. Running jobs go on. May be called from any thread.
   */
  public synchronized void update() {
    attempt(
        () -> {
          Map<JobKey, Duration> wanted = new HashMap<>();
          rollup.resolutions().forEach(resolution -> wanted.put(key(resolution), resolution));
          Set<JobKey> present =
              new HashSet<>(scheduler.getJobKeys(GroupMatcher.jobGroupEquals(GROUP)));
          for (JobKey key : present) {
            if (!wanted.containsKey(key)) {
              scheduler.deleteJob(key);
            }
          }
          for (Duration resolution : wanted.values()) {
            scheduler.scheduleJob(job(resolution), Set.of(trigger(resolution)), true);
          }
          return null;
        });
  }

  /**
   * Jobs that are far behind end with the run under way; wait for that by the scheduler. The
   * schedule itself stays, for it may be shared.
   */
  @Override
  public void close() {
    runner.stop();
  }

  private static JobKey key(Duration resolution) {
    return new JobKey(resolution.toSeconds() + "s", GROUP);
  }

  private static JobDetail job(Duration resolution) {
    return JobBuilder.newJob(RollupJob.class)
        .withIdentity(key(resolution))
        .usingJobData(RESOLUTION, resolution.toSeconds())
        .build();
  }

  private Trigger trigger(Duration resolution) {
    Duration interval = resolution.compareTo(intervalMax) < 0 ? resolution : intervalMax;
    return TriggerBuilder.newTrigger()
        .withIdentity(new TriggerKey(key(resolution).getName(), GROUP))
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(interval.toMillis())
                .repeatForever()
                .withMisfireHandlingInstructionNextWithExistingCount())
        .build();
  }

  private static void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (SchedulerException e) {
      throw new TallyException(
          ErrorCode.INTERNAL, "rollup: Quartz does not take the schedule: " + e.getMessage(), e);
    }
  }

  private interface Attempt {
    Void run() throws SchedulerException;
  }
}
