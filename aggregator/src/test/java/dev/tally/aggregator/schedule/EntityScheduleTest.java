package dev.tally.aggregator.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.aggregator.run.EntityFeed;
import dev.tally.aggregator.testing.ChangingCatalog;
import dev.tally.aggregator.testing.Instruments;
import dev.tally.aggregator.testing.MemoryScheduler;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.StoredEvents;
import dev.tally.aggregator.testing.Tables;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.matchers.GroupMatcher;

@ExtendWith(EngineExtension.class)
class EntityScheduleTest {
  private static final Duration TAKEN_TIME_MAX = Duration.ofSeconds(30);
  private static final long NOON = 1_709_035_200_000L;

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Scheduler scheduler;

  EntityScheduleTest(ClickHouse clickHouse) throws SchedulerException {
    this.clickHouse = clickHouse;
    this.scheduler = MemoryScheduler.create();
    scheduler.start();
  }

  @BeforeEach
  void empty() {
    Tables.empty(clickHouse);
  }

  @AfterEach
  void close() throws SchedulerException {
    scheduler.shutdown(true);
    metadata.close();
  }

  private EntitySchedule schedule(Catalog catalog) {
    return new EntitySchedule(
        scheduler, new EntityFeed(catalog, clickHouse, metadata, Clock.systemUTC()), meters);
  }

  private boolean hasJob() throws SchedulerException {
    return !scheduler.getJobKeys(GroupMatcher.jobGroupEquals("entities")).isEmpty();
  }

  @Test
  void theJobIsThereAsLongAsSomethingHasAState() throws SchedulerException {
    ChangingCatalog catalog = new ChangingCatalog(Orders.catalog(Orders.eventType()));
    EntitySchedule schedule = schedule(catalog);
    schedule.update();
    assertThat(hasJob()).isFalse();
    catalog.become(Orders.catalog(Instruments.type()));
    schedule.update();
    schedule.update();
    assertThat(hasJob()).isTrue();
    catalog.become(Orders.catalog(Orders.eventType()));
    schedule.update();
    assertThat(hasJob()).isFalse();
  }

  @Test
  void whatIsCommittedIsTakenIn() {
    StoredEvents events = new StoredEvents(clickHouse);
    events.commit("a", List.of(Instruments.event(NOON, NOON, 1, 0, "AIG", 1, false)));
    schedule(Orders.catalog(Instruments.type())).update();
    await().atMost(TAKEN_TIME_MAX).until(() -> entities() == 1);
    events.commit("a", List.of(Instruments.event(NOON, NOON, 2, 0, "BAC", 1, false)));
    await().atMost(TAKEN_TIME_MAX).until(() -> entities() == 2);
    await()
        .atMost(TAKEN_TIME_MAX)
        .until(() -> meters.timer("tally.entities.steps").count() == 1); // the first was history
  }

  private long entities() {
    return clickHouse
        .query("SELECT count() AS n FROM entities FINAL", Map.of(), row -> row.int64("n"))
        .getFirst();
  }
}
