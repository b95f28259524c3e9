package dev.tally.aggregator.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;

/** Works on backfills, if there are any. Made by Quartz for each execution. */
@DisallowConcurrentExecution
public final class BackfillJob implements Job {
  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    runner(context).run();
  }

  private static BackfillRunner runner(JobExecutionContext context) throws JobExecutionException {
    try {
      Object runner = context.getScheduler().getContext().get(BackfillSchedule.RUNNER);
      if (runner instanceof BackfillRunner found) {
        return found;
      }
      throw new JobExecutionException("no BackfillSchedule was made for this scheduler");
    } catch (SchedulerException e) {
      throw new JobExecutionException(e);
    }
  }
}
