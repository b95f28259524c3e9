package dev.tally.aggregator.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.RunProgress;
import dev.tally.aggregator.testing.ChangingCatalog;
import dev.tally.aggregator.testing.MemoryScheduler;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.aggregator.testing.SeriesOracle;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;

@ExtendWith(EngineExtension.class)
class RollupScheduleTest {
  private final ClickHouse clickHouse;
  private final String database = UUID.randomUUID().toString();
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(database));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Optional<Scheduler> started = Optional.empty();

  RollupScheduleTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() throws SchedulerException {
    if (started.isPresent()) {
      started.get().shutdown(true);
    }
    metadata.close();
  }

  /** As Tally keeps jobs where several processes share them; here in H2. */
  private Properties database() {
    metadata
        .jdbi()
        .useHandle(handle -> handle.createScript(quartzTables()).executeAsSeparateStatements());
    Properties properties = MemoryScheduler.properties();
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate");
    properties.setProperty("org.quartz.jobStore.dataSource", "metadata");
    properties.setProperty("org.quartz.dataSource.metadata.provider", "hikaricp");
    properties.setProperty("org.quartz.dataSource.metadata.driver", "org.h2.Driver");
    properties.setProperty(
        "org.quartz.dataSource.metadata.URL",
        "jdbc:h2:mem:" + database + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
    properties.setProperty("org.quartz.dataSource.metadata.user", "");
    properties.setProperty("org.quartz.dataSource.metadata.password", "");
    return properties;
  }

  private static String quartzTables() {
    try (InputStream in = Scheduler.class.getResourceAsStream("impl/jdbcjobstore/tables_h2.sql")) {
      if (in == null) {
        throw new IllegalStateException("Quartz ships no tables_h2.sql");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Scheduler start(Properties properties) throws SchedulerException {
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    started = Optional.of(scheduler);
    scheduler.start();
    return scheduler;
  }

  private Rollup rollup(Catalog catalog, RunProgress progress) {
    return new Rollup(catalog, clickHouse, metadata, Clock.systemUTC(), 5_000, progress);
  }

  private static Metric ordersBy(Duration... resolutions) {
    Metric metric = Orders.metric("orders", new Aggregate.Count());
    return new Metric(
        metric.name(),
        metric.description(),
        metric.aggregate(),
        metric.filter(),
        metric.dimensionSets(),
        List.of(resolutions),
        List.of(),
        "");
  }

  private static Set<String> jobs(Scheduler scheduler) throws SchedulerException {
    return scheduler.getJobKeys(GroupMatcher.jobGroupEquals("rollup")).stream()
        .map(JobKey::getName)
        .collect(Collectors.toSet());
  }

  private void rollsUpWhatIsCommitted(Scheduler scheduler, String event) {
    EventType type = Orders.eventType(event, Orders.someMetrics());
    RollupSchedule schedule =
        new RollupSchedule(scheduler, rollup(Orders.catalog(type), RunProgress.NONE), meters);
    schedule.update();
    RawOrders raw = new RawOrders(clickHouse);
    raw.write(event, 0, 20_000, 2_000, "'NO'");
    raw.commit("a", 1, 10);
    raw.commit("b", 1, 10);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rolledUp("1h") == 20_000 && rolledUp("1d") == 20_000);
    SeriesOracle orders = new SeriesOracle(clickHouse, event, "1");
    orders.check(Orders.someMetrics(), Orders.DAY);
    orders.check(Orders.someMetrics(), Orders.HOUR);
    assertThat(meters.timer("tally.rollup.runs").count())
        .as("runs of at most 5,000 events and a block")
        .isBetween(3L, 5L);
  }

  private double rolledUp(String resolution) {
    return meters.counter("tally.rollup.events", "resolution", resolution).count();
  }

  @Test
  void jobsInMemoryRollUpWhatIsCommitted() throws SchedulerException {
    rollsUpWhatIsCommitted(start(MemoryScheduler.properties()), "shop.Memory");
  }

  @Test
  void jobsInADatabaseRollUpWhatIsCommitted() throws SchedulerException {
    rollsUpWhatIsCommitted(start(database()), "shop.Database");
  }

  @Test
  void jobsFollowTheCatalog() throws SchedulerException {
    Scheduler scheduler = start(MemoryScheduler.properties());
    scheduler.addJob(
        JobBuilder.newJob(RunnerJob.class)
            .withIdentity("3600s", "rollup") // as an older version would have left it
            .storeDurably()
            .build(),
        true);
    ChangingCatalog latest =
        new ChangingCatalog(
            Orders.catalog(Orders.eventType("shop.A", List.of(ordersBy(Orders.HOUR)))));
    RollupSchedule schedule =
        new RollupSchedule(scheduler, rollup(latest, RunProgress.NONE), meters);
    schedule.update();
    assertThat(jobs(scheduler)).containsExactly("ladder");
    latest.become(
        Orders.catalog(
            Orders.eventType("shop.A", List.of(ordersBy(Duration.ofMinutes(1), Orders.DAY)))));
    schedule.update();
    schedule.update();
    assertThat(jobs(scheduler)).containsExactly("ladder");
    latest.become(Catalog.of(List.of()));
    schedule.update();
    assertThat(jobs(scheduler)).isEmpty();
  }

  @Test
  void aFailureIsRepeatedUntilItWorks() throws SchedulerException {
    EventType type = Orders.eventType("shop.Failing", List.of(ordersBy(Orders.HOUR)));
    AtomicInteger failures = new AtomicInteger(2);
    Rollup rollup =
        rollup(
            Orders.catalog(type),
            (run, step) -> {
              if (step == RunProgress.Step.SCANNED && failures.getAndDecrement() > 0) {
                throw new TallyException(ErrorCode.ENGINE_UNAVAILABLE, "no answer");
              }
            });
    new RollupSchedule(start(MemoryScheduler.properties()), rollup, meters).update();
    RawOrders raw = new RawOrders(clickHouse);
    raw.write("shop.Failing", 0, 1_000, 1_000, "'NO'");
    raw.commit("a", 1, 1);
    await().atMost(Duration.ofSeconds(60)).until(() -> rolledUp("1h") > 0);
    assertThat(meters.counter("tally.rollup.failures").count()).isEqualTo(2);
  }

  @Test
  void theIntervalHasLimits() throws SchedulerException {
    Scheduler scheduler = start(MemoryScheduler.properties());
    Rollup rollup = rollup(Catalog.of(List.of()), RunProgress.NONE);
    for (Duration good : List.of(Duration.ofSeconds(1), Duration.ofSeconds(10))) {
      new RollupSchedule(scheduler, rollup, meters, good);
    }
    for (Duration bad : List.of(Duration.ofMillis(999), Duration.ofMillis(10_001))) {
      assertThatThrownBy(() -> new RollupSchedule(scheduler, rollup, meters, bad))
          .isInstanceOf(TallyException.class)
          .hasMessageContaining("rollup interval");
    }
  }
}
