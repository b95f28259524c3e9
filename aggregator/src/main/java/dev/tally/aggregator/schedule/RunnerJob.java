package dev.tally.aggregator.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.SchedulerException;

/**
 * Runs what its {@link Repeated} keeps for it in the scheduler's context: nothing is stored with
 * the job, so the scheduler may keep it in memory or in a database. Made by Quartz for each
 * execution.
 */
@DisallowConcurrentExecution
public final class RunnerJob implements Job {
  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    JobKey key = context.getJobDetail().getKey();
    try {
      if (!(context.getScheduler().getContext().get(contextKey(key)) instanceof Runnable runner)) {
        throw new JobExecutionException("no schedule of " + key + " was made for this scheduler");
      }
      runner.run();
    } catch (SchedulerException e) {
      throw new JobExecutionException(e);
    }
  }

  static String contextKey(JobKey key) {
    return "tally." + key;
  }
}
