package dev.tally.aggregator.testing;

import java.util.Properties;
import java.util.UUID;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;

/** Quartz in memory. */
public final class MemoryScheduler {
  private MemoryScheduler() {}

  /** In standby; two schedulers of a process have two names. */
  public static Scheduler create() throws SchedulerException {
    return new StdSchedulerFactory(properties()).getScheduler();
  }

  /** For a scheduler that differs in something. */
  public static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", UUID.randomUUID().toString());
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    return properties;
  }
}
