package dev.tally.aggregator.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.site.PullLimits;
import dev.tally.aggregator.site.Site;
import dev.tally.aggregator.site.SitePuller;
import dev.tally.aggregator.testing.MemoryScheduler;
import dev.tally.aggregator.testing.Orders;
import dev.tally.aggregator.testing.RawOrders;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.storage.migration.Migrations;
import dev.tally.storage.testing.EngineExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.matchers.GroupMatcher;

@ExtendWith(EngineExtension.class)
class SiteScheduleTest {
  private static final Duration TIME_MAX = Duration.ofSeconds(60);
  private static final Catalog CATALOG =
      Orders.catalog(
          Orders.eventType(Orders.NAME, List.of(Orders.metric("orders", new Aggregate.Count()))));

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Scheduler scheduler;

  SiteScheduleTest(ClickHouse clickHouse) throws SchedulerException {
    this.clickHouse = clickHouse;
    this.scheduler = MemoryScheduler.create();
    scheduler.start();
  }

  @AfterEach
  void close() throws SchedulerException {
    scheduler.shutdown(true);
    metadata.close();
  }

  private SiteSchedule schedule(Site... sites) {
    SitePuller puller =
        new SitePuller(
            List.of(sites), CATALOG, clickHouse, metadata, Clock.systemUTC(), PullLimits.DEFAULT);
    return new SiteSchedule(scheduler, puller, meters);
  }

  private boolean hasJob() throws SchedulerException {
    return !scheduler.getJobKeys(GroupMatcher.jobGroupEquals("sites")).isEmpty();
  }

  @Test
  void aSiteThatIsNotThereHoldsUpNoOther() throws SchedulerException {
    Endpoint nowhere =
        new Endpoint(URI.create("http://127.0.0.1:1"), "tally", "", "tally", "events");
    Endpoint there = clickHouse.endpoint().withDatabases("tally_there", "events_there");
    try (ClickHouse other = ClickHouse.connect(there)) {
      Migrations.run(other);
      RawOrders raw = new RawOrders(other);
      raw.write(Orders.NAME, 0, 100, 100, "'no'");
      raw.commit("a", 1, 1);
      MetadataDatabase theirs =
          MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
      new Rollup(CATALOG, other, theirs, Clock.systemUTC()).catchUp();
      theirs.close();

      schedule(new Site("gone", nowhere, 6), new Site("oslo", there, 6));
      await().atMost(TIME_MAX).until(() -> count("tally.site.pulls", "oslo") == 1);
      assertThat(count("tally.site.failures", "gone")).isPositive();
      assertThat(count("tally.site.bytes", "oslo")).isPositive();
      assertThat(count("tally.site.rows", "oslo")).isPositive();
      assertThat(hasJob()).isTrue();
      other.execute("DROP DATABASE events_there SYNC");
      other.execute("DROP DATABASE tally_there SYNC");
    }
  }

  @Test
  void withoutSitesThereIsNoJob() throws SchedulerException {
    schedule();
    assertThat(hasJob()).isFalse();
  }

  private double count(String meter, String site) {
    return meters.find(meter).tag("site", site).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }
}
