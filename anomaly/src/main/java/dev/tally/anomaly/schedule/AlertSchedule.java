package dev.tally.anomaly.schedule;

import static java.util.Objects.requireNonNull;

import dev.tally.anomaly.AlertEvaluator;
import dev.tally.anomaly.CardinalityWatch;
import dev.tally.anomaly.notify.NoticeDelivery;
import dev.tally.anomaly.store.AlertStore;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the alerts on a scheduler that somebody else owns: judging, delivery of notices, and once a
 * day forgetting. A tick judges what is complete since the last one, so its interval decides only
 * how soon an alert is seen; a tick without a new bucket costs next to nothing. Ticks do not
 * overlap, and one that is late is not made up for.
 *
 * <p>Jobs find what they run in the scheduler's context, by their own name: nothing is static, and
 * nothing is stored with the job.
 */
public final class AlertSchedule implements AutoCloseable {
  /** As short as an interval may be. */
  public static final Duration INTERVAL_MIN = Duration.ofSeconds(5);

  public static final Duration INTERVAL_MAX = Duration.ofHours(1);

  /** Short enough for the finest resolution that rules commonly have. */
  public static final Duration INTERVAL_DEFAULT = Duration.ofSeconds(10);

  private static final Duration PURGE_INTERVAL = Duration.ofDays(1);
  private static final String GROUP = "alerts";
  private static final Logger log = LoggerFactory.getLogger(AlertSchedule.class);

  private final Scheduler scheduler;
  private final Map<JobKey, Step> steps;

  /** What a job does; reports trouble once, and once that it is over. */
  private static final class Step {
    private final String name;
    private final Runnable action;
    private boolean failing;

    Step(String name, Runnable action) {
      this.name = name;
      this.action = action;
    }

    synchronized void run() {
      try {
        action.run();
        if (failing) {
          log.info("{}: works again", name);
        }
        failing = false;
      } catch (TallyException e) {
        if (!failing) {
          log.warn("{}: {}; tried again", name, e.getMessage());
        }
        failing = true;
      } catch (RuntimeException e) {
        if (!failing) {
          log.error("{} failed; tried again", name, e);
        }
        failing = true;
      }
    }
  }

  /** Fired by Quartz, which makes a new one each time. */
  @DisallowConcurrentExecution
  public static final class StepJob implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        Object step = context.getScheduler().getContext().get(contextKey(context));
        if (step instanceof Step found) {
          found.run();
        }
      } catch (SchedulerException e) {
        throw new JobExecutionException(e);
      }
    }

    private static String contextKey(JobExecutionContext context) {
      return AlertSchedule.contextKey(context.getJobDetail().getKey());
    }
  }

  private AlertSchedule(Scheduler scheduler, Map<JobKey, Step> steps) {
    this.scheduler = scheduler;
    this.steps = steps;
  }

  /**
   * Adds the jobs to {@code scheduler}; they run once it is started.
   *
   * @throws TallyException CONFIG_INVALID when the interval is out of its limits
   */
  public static AlertSchedule start(
      Scheduler scheduler,
      AlertEvaluator evaluator,
      CardinalityWatch dimensions,
      NoticeDelivery delivery,
      AlertStore store,
      Duration interval,
      Clock clock) {
    requireNonNull(scheduler);
    if (interval.compareTo(INTERVAL_MIN) < 0 || interval.compareTo(INTERVAL_MAX) > 0) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "alerts: the interval must be from %d to %d seconds, not %d"
              .formatted(INTERVAL_MIN.toSeconds(), INTERVAL_MAX.toSeconds(), interval.toSeconds()));
    }
    JobKey evaluate = new JobKey("evaluate", GROUP);
    JobKey watch = new JobKey("dimensions", GROUP);
    JobKey deliver = new JobKey("deliver", GROUP);
    JobKey purge = new JobKey("purge", GROUP);
    AlertSchedule schedule =
        new AlertSchedule(
            scheduler,
            Map.of(
                evaluate, new Step("judging alerts", () -> evaluator.evaluate(clock.instant())),
                watch,
                    new Step(
                        "judging how many values dimensions have",
                        () -> dimensions.evaluate(clock.instant())),
                deliver, new Step("telling of alerts", () -> delivery.deliver(clock.instant())),
                purge, new Step("forgetting old alerts", () -> store.purge(clock.instant()))));
    schedule.add(evaluate, interval, clock);
    schedule.add(watch, interval, clock);
    schedule.add(deliver, INTERVAL_MIN, clock);
    schedule.add(purge, PURGE_INTERVAL, clock);
    return schedule;
  }

  private void add(JobKey key, Duration interval, Clock clock) {
    try {
      scheduler.getContext().put(contextKey(key), steps.get(key));
      // The first run is one interval away: whoever feeds us starts as well.
      Trigger trigger =
          TriggerBuilder.newTrigger()
              .withIdentity(key.getName(), key.getGroup())
              .startAt(Date.from(clock.instant().plus(interval)))
              .withSchedule(
                  SimpleScheduleBuilder.simpleSchedule()
                      .withIntervalInMilliseconds(interval.toMillis())
                      .repeatForever()
                      .withMisfireHandlingInstructionNextWithRemainingCount())
              .build();
      scheduler.scheduleJob(
          JobBuilder.newJob(StepJob.class).withIdentity(key).build(),
          java.util.Set.of(trigger),
          true);
    } catch (SchedulerException e) {
      throw new TallyException(
          ErrorCode.INTERNAL, "alerts cannot be scheduled: " + e.getMessage(), e);
    }
  }

  private static String contextKey(JobKey key) {
    return "tally." + key;
  }

  /**
   * Jobs do nothing here from now on, but stay, for other processes may share them. A run under way
   * goes on to its end; wait for it by the scheduler.
   */
  @Override
  public void close() {
    for (JobKey key : steps.keySet()) {
      try {
        scheduler.getContext().remove(contextKey(key));
      } catch (SchedulerException e) {
        log.warn("job {} cannot be taken back: {}", key, e.getMessage());
      }
    }
  }
}
