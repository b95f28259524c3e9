package dev.tally.aggregator.schedule;

import dev.tally.aggregator.run.Rollup;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
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
 * A Quartz job for all resolutions, as long as some metric of the catalog has one. It finds the
 * {@link Rollup} in the scheduler's context, so the scheduler may keep it in memory or in a
 * database, and several processes may share one: whoever gets the turn runs it.
 */
public final class RollupSchedule implements AutoCloseable {
  /** The longest time between two looks at what was committed. */
  public static final Duration INTERVAL_MAX = Duration.ofSeconds(10);

  /** The shortest. */
  public static final Duration INTERVAL_MIN = Duration.ofSeconds(1);

  static final String GROUP = "rollup";
  static final String RUNNER = "tally.rollup";

  /** Older versions had a job per resolution, named by its seconds. */
  private static final JobKey LADDER = new JobKey("ladder", GROUP);

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
   * @param intervalMax between two looks; where the finest resolution is finer than that, there is
   *     a look as often as that is wide. From {@link #INTERVAL_MIN} to {@link #INTERVAL_MAX}
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
   * Makes the job what the catalog's resolutions need: at the start, and whenever the catalog
   * changes. Running jobs go on. May be called from any thread.
   */
  public synchronized void update() {
    attempt(
        () -> {
          List<Duration> resolutions = rollup.resolutions();
          for (JobKey key : List.copyOf(scheduler.getJobKeys(GroupMatcher.jobGroupEquals(GROUP)))) {
            if (resolutions.isEmpty() || !key.equals(LADDER)) {
              scheduler.deleteJob(key);
            }
          }
          if (!resolutions.isEmpty()) {
            JobDetail job = JobBuilder.newJob(RollupJob.class).withIdentity(LADDER).build();
            scheduler.scheduleJob(job, Set.of(trigger(resolutions.getFirst())), true);
          }
          return null;
        });
  }

  /**
   * A job that is far behind ends with the run under way; wait for that by the scheduler. The
   * schedule itself stays, for it may be shared.
   */
  @Override
  public void close() {
    runner.stop();
  }

  private Trigger trigger(Duration finest) {
    Duration interval = finest.compareTo(intervalMax) < 0 ? finest : intervalMax;
    return TriggerBuilder.newTrigger()
        .withIdentity(new TriggerKey(LADDER.getName(), GROUP))
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
