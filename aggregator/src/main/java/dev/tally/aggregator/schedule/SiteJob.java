package dev.tally.aggregator.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;

/** Looks at other sites. Made by Quartz for each execution. */
@DisallowConcurrentExecution
public final class SiteJob implements Job {
  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    runner(context).run();
  }

  private static SiteRunner runner(JobExecutionContext context) throws JobExecutionException {
    try {
      Object runner = context.getScheduler().getContext().get(SiteSchedule.RUNNER);
      if (runner instanceof SiteRunner found) {
        return found;
      }
      throw new JobExecutionException("no SiteSchedule was made for this scheduler");
    } catch (SchedulerException e) {
      throw new JobExecutionException(e);
    }
  }
}
