package dev.tally.anomaly.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tally.anomaly.AlertEvaluator;
import dev.tally.anomaly.AlertSettings;
import dev.tally.anomaly.CardinalityWatch;
import dev.tally.anomaly.Completeness;
import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.Alerts;
import dev.tally.anomaly.notify.CapturedLog;
import dev.tally.anomaly.notify.Notice;
import dev.tally.anomaly.notify.NoticeDelivery;
import dev.tally.anomaly.notify.Notifier;
import dev.tally.anomaly.notify.Notifiers;
import dev.tally.anomaly.notify.Outbox;
import dev.tally.anomaly.store.AlertStore;
import dev.tally.anomaly.store.TestDatabases;
import dev.tally.delivery.Delivery;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;

class AlertScheduleTest {
  private static final Instant DAY = Instant.parse("2001-01-21T00:00:00Z");
  private static final JobKey DELIVER = new JobKey("deliver", "alerts");
  private static final JobKey EVALUATE = new JobKey("evaluate", "alerts");

  private final MetadataDatabase database = TestDatabases.h2();
  private final AlertStore store = new AlertStore(database);
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Notice> sent = new LinkedBlockingQueue<>();
  private final ClickHouse nowhere =
      ClickHouse.connect(
          new Endpoint(URI.create("http://127.0.0.1:1"), "nobody", "", "tally", "events"));
  private final Scheduler scheduler = scheduler();

  private static Scheduler scheduler() {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "alerts-test-" + System.nanoTime());
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    try {
      return new StdSchedulerFactory(properties).getScheduler();
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() throws SchedulerException {
    scheduler.start();
  }

  @AfterEach
  void close() throws SchedulerException {
    scheduler.shutdown(true);
    nowhere.close();
    executor.close();
    database.close();
  }

  private AlertSchedule schedule(Catalog catalog, Duration interval) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Notifier notifier =
        notice -> {
          sent.add(notice);
          return new Delivery.Delivered();
        };
    Notifiers notifiers = Notifiers.of(Map.of("pager", notifier));
    return AlertSchedule.start(
        scheduler,
        new AlertEvaluator(
            catalog,
            nowhere,
            database,
            notifiers,
            Completeness.after(Duration.ZERO),
            AlertSettings.DEFAULT,
            meters,
            Clock.systemUTC()),
        new CardinalityWatch(
            catalog,
            nowhere,
            store,
            notifiers,
            Completeness.after(Duration.ZERO),
            meters,
            Clock.systemUTC()),
        new NoticeDelivery(database, notifiers, executor, meters),
        store,
        interval,
        Clock.systemUTC());
  }

  @Test
  void deliversWhatIsInTheOutbox() throws SchedulerException, InterruptedException {
    try (AlertSchedule _ = schedule(Catalog.of(List.of()), Duration.ofMinutes(1))) {
      Alert alert = Alerts.firing("a", DAY);
      database.inTransaction(
          handle -> {
            Outbox.add(handle, alert, Notice.Kind.FIRED, List.of("pager"), Instant.EPOCH);
            return alert;
          });
      scheduler.triggerJob(DELIVER);
      Notice notice = sent.poll(30, TimeUnit.SECONDS);
      assertThat(notice).isNotNull();
    }
  }

  @Test
  void judgesAndReportsTroubleOnce() throws SchedulerException {
    try (CapturedLog log = CapturedLog.of(AlertSchedule.class);
        AlertSchedule _ = schedule(Catalog.of(List.of()), Duration.ofMinutes(1))) {
      store.save(
          new AlertStore.Findings(
              Alerts.RULE,
              java.util.Optional.empty(),
              DAY,
              List.of(Alerts.firing("a", DAY)),
              List.of(),
              List.of()),
          DAY);
      // The rule is not in the catalog: judging withdraws its alert.
      scheduler.triggerJob(EVALUATE);
      await().until(() -> store.rulesWithOpenAlerts().isEmpty());

      database.withHandle(h -> h.execute("ALTER TABLE alerts RENAME TO away"));
      scheduler.triggerJob(EVALUATE);
      await().until(() -> log.lines().size() == 1);
      scheduler.triggerJob(EVALUATE);
      scheduler.triggerJob(EVALUATE);
      await().until(() -> scheduler.getCurrentlyExecutingJobs().isEmpty());
      database.withHandle(h -> h.execute("ALTER TABLE away RENAME TO alerts"));
      scheduler.triggerJob(EVALUATE);
      await().until(() -> log.lines().contains("INFO judging alerts: works again"));
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().getFirst()).startsWith("ERROR judging alerts failed");
    }
  }

  /** Another process may share them. */
  @Test
  void theJobsStayAndDoNothing() throws SchedulerException {
    AlertSchedule schedule = schedule(Catalog.of(List.of()), AlertSchedule.INTERVAL_MIN);
    assertThat(scheduler.getJobKeys(GroupMatcher.anyJobGroup())).hasSize(4);
    schedule.close();
    assertThat(scheduler.getJobKeys(GroupMatcher.anyJobGroup())).hasSize(4);
    assertThat(scheduler.getContext()).isEmpty();
  }

  @Test
  void theIntervalHasLimits() {
    Catalog none = Catalog.of(List.of());
    assertThatThrownBy(() -> schedule(none, AlertSchedule.INTERVAL_MIN.minusMillis(1)))
        .isInstanceOf(TallyException.class)
        .hasMessageContaining("from 5 to 3600 seconds");
    assertThatThrownBy(() -> schedule(none, AlertSchedule.INTERVAL_MAX.plusMillis(1)))
        .isInstanceOf(TallyException.class);
    schedule(none, AlertSchedule.INTERVAL_MAX).close();
    assertThat(AlertSchedule.INTERVAL_DEFAULT)
        .isBetween(AlertSchedule.INTERVAL_MIN, AlertSchedule.INTERVAL_MAX);
  }
}
