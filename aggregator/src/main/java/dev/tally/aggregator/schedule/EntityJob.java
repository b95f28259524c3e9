package dev.tally.aggregator.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;

/** Takes what is committed into the current state of entities. Made by Quartz. */
@DisallowConcurrentExecution
public final class EntityJob implements Job {
  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    runner(context).run();
  }

  private static EntityRunner runner(JobExecutionContext context) throws JobExecutionException {
    try {
      Object runner = context.getScheduler().getContext().get(EntitySchedule.RUNNER);
      if (runner instanceof EntityRunner found) {
        return found;
      }
      throw new JobExecutionException("no EntitySchedule was made for this scheduler");
    } catch (SchedulerException e) {
      throw new JobExecutionException(e);
    }
  }
}
