package dev.tally.aggregator.schedule;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * The job of a group, at an interval, on a scheduler that several processes may share: whoever gets
 * the turn runs it. Executions do not overlap, and those that are late are not made up for.
 */
final class Repeated {
  private final Scheduler scheduler;
  private final JobKey key;

  /**
   * Keeps the runner for the job; there is none yet, or that of a schedule before.
   *
   * @throws TallyException INTERNAL when Quartz does not take it, as each method here
   */
  Repeated(Scheduler scheduler, String group, String name, Runnable runner) {
    this.scheduler = scheduler;
    this.key = new JobKey(name, group);
    attempt(() -> scheduler.getContext().put(RunnerJob.contextKey(key), runner));
  }

  /** Adds the job, or changes its interval; one that is running goes on. */
  void every(Duration interval) {
    attempt(
        () ->
            scheduler.scheduleJob(
                JobBuilder.newJob(RunnerJob.class).withIdentity(key).build(),
                Set.of(trigger(interval)),
                true));
  }

  void remove() {
    attempt(() -> scheduler.deleteJob(key));
  }

  /** Whatever older versions had in the group. */
  void removeOthers() {
    attempt(
        () -> {
          GroupMatcher<JobKey> group = GroupMatcher.jobGroupEquals(key.getGroup());
          for (JobKey other : List.copyOf(scheduler.getJobKeys(group))) {
            if (!other.equals(key)) {
              scheduler.deleteJob(other);
            }
          }
        });
  }

  private Trigger trigger(Duration interval) {
    return TriggerBuilder.newTrigger()
        .withIdentity(new TriggerKey(key.getName(), key.getGroup()))
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(interval.toMillis())
                .repeatForever()
                .withMisfireHandlingInstructionNextWithExistingCount())
        .build();
  }

  private void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (SchedulerException e) {
      if (isOver()) {
        // Tally ends, and nothing is repeated any more.
        return;
      }
      throw new TallyException(
          ErrorCode.INTERNAL,
          "%s: Quartz does not take the schedule: %s".formatted(key.getGroup(), e.getMessage()),
          e);
    }
  }

  private boolean isOver() {
    try {
      return scheduler.isShutdown();
    } catch (SchedulerException e) {
      return false;
    }
  }

  private interface Attempt {
    void run() throws SchedulerException;
  }
}
