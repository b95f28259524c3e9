package dev.tally.aggregator.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;

/** Rolls up what is committed. Made by Quartz for each execution. */
@DisallowConcurrentExecution
public final class RollupJob implements Job {
  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    runner(context).run();
  }

  private static RollupRunner runner(JobExecutionContext context) throws JobExecutionException {
    try {
      Object runner = context.getScheduler().getContext().get(RollupSchedule.RUNNER);
      if (runner instanceof RollupRunner found) {
        return found;
      }
      throw new JobExecutionException("no RollupSchedule was made for this scheduler");
    } catch (SchedulerException e) {
      throw new JobExecutionException(e);
    }
  }
}
