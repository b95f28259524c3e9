package dev.tally.app.service;

import dev.tally.aggregator.turn.Node;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.DirectSchedulerFactory;
import org.quartz.impl.jdbcjobstore.InvalidConfigurationException;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the Quartz scheduler, its jobs kept in the metadata database. Where several processes may
 * share that, they are nodes of a cluster: each job runs on one of them at a time, whichever is
 * first, and a node that is silent has its jobs taken over. Nodes whose clocks are apart, or that
 * stand still for a while, may both run one; that is what {@code Turns} are for.
 */
final class Schedulers {
  /** Jobs at once: the rollup, the entities, the alerts, a backfill, sites, and one to spare. */
  private static final int THREADS = 6;

  /** A trigger this late has misfired: its runs are made up for by one. */
  private static final long MISFIRE_MS = 60_000;

  /**
   * Between two signs of life of a node. Its jobs are taken over when it has been silent for that
   * and Quartz' own 7.5 s, at the next sign of another node: 9.5 s at most.
   */
  private static final long CHECK_IN_MS = 1_000;

  /** Between two looks of a node that found nothing to do: what a job has its turn by. */
  private static final long IDLE_MS = 2_000;

  /** Between two tries where the database does not answer. */
  private static final long RETRY_MS = 2_000;

  /** How long jobs may take to end. */
  private static final Duration END_TIME_MAX = Duration.ofSeconds(15);

  private static final Logger log = LoggerFactory.getLogger(Schedulers.class);

  private Schedulers() {}

  /**
   * Creates a scheduler in standby.
   *
   * @param name unique in this process; also the name under which Quartz keeps the data source
   */
  static Scheduler create(String name, MetadataDatabase metadata) {
    try {
      DBConnectionManager.getInstance()
          .addConnectionProvider(name, new Provider(metadata.dataSource()));
      String node = node(metadata);
      SimpleThreadPool threads = new SimpleThreadPool(THREADS, Thread.NORM_PRIORITY);
      threads.setThreadNamePrefix("quartz");
      threads.setMakeThreadsDaemons(true);
      DirectSchedulerFactory factory = DirectSchedulerFactory.getInstance();
      factory.createScheduler(
          name, node, threads, store(name, node, metadata), null, 0, IDLE_MS, RETRY_MS);
      return factory.getScheduler(name);
    } catch (SchedulerException | InvalidConfigurationException e) {
      throw new TallyException(
          ErrorCode.INTERNAL, "the scheduler can't be made: " + e.getMessage(), e);
    }
  }

  private static JobStoreTX store(String name, String node, MetadataDatabase metadata)
      throws InvalidConfigurationException {
    JobStoreTX store = new JobStoreTX();
    store.setDataSource(name);
    store.setTablePrefix("QRTZ_");
    store.setDriverDelegateClass("org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
    store.setMisfireThreshold(MISFIRE_MS);
    store.setInstanceName(name);
    store.setInstanceId(node);
    store.setIsClustered(metadata.isShared());
    store.setClusterCheckinInterval(CHECK_IN_MS);
    store.setDbRetryInterval(RETRY_MS);
    return store;
  }

  /** Never the same again, where there may be others. */
  private static String node(MetadataDatabase metadata) {
    return metadata.isShared()
        ? Node.ofThisProcess().name() + ":" + Long.toHexString(System.currentTimeMillis())
        : "node";
  }

  /** Waits for running jobs, but not for ever: without its database, Quartz does not end. */
  static void close(Scheduler scheduler) throws InterruptedException {
    Thread end =
        Thread.ofPlatform().daemon().name("scheduler-end").start(() -> shutdown(scheduler));
    if (!end.join(END_TIME_MAX)) {
      log.warn(
          "jobs have not ended within {} s and are given up; the next start repeats them",
          END_TIME_MAX.toSeconds());
    }
  }

  private static void shutdown(Scheduler scheduler) {
    try {
      scheduler.shutdown(true);
    } catch (SchedulerException e) {
      log.warn("the scheduler can't be ended: {}", e.getMessage());
    }
  }

  private record Provider(DataSource dataSource) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return dataSource.getConnection();
    }

    @Override
    public void shutdown() {
      // The data source is closed by whoever opened it.
    }

    @Override
    public void initialize() {
      // Initialised already.
    }
  }
}
