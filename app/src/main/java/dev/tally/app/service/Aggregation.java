package dev.tally.app.service;

import dev.tally.aggregator.backfill.BackfillProgress;
import dev.tally.aggregator.backfill.Backfiller;
import dev.tally.aggregator.run.EntityFeed;
import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.schedule.BackfillSchedule;
import dev.tally.aggregator.schedule.EntitySchedule;
import dev.tally.aggregator.schedule.RollupSchedule;
import dev.tally.aggregator.schedule.SiteSchedule;
import dev.tally.aggregator.site.PullLimits;
import dev.tally.aggregator.site.SitePuller;
import dev.tally.app.config.Settings;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/**
 * Whatever is done over and over: rollups, entities, backfills and alerts, on one scheduler. All
 * processes that share a metadata database share the work, so each can do all of it.
 */
record Aggregation(Rollup rollup, EntityFeed entities, Alerting alerting, Closer closer)
    implements AutoCloseable {
  /** Of all nodes of an installation; Quartz' tables have it in each row. */
  private static final String SCHEDULER = "tally";

  /** The jobs run when it returns. */
  static Aggregation start(
      Settings settings,
      CachedCatalog catalog,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      MeterRegistry meters,
      Clock clock) {
    return Closer.open(
        closer -> start(settings, catalog, clickHouse, metadata, meters, clock, closer));
  }

  private static Aggregation start(
      Settings settings,
      CachedCatalog catalog,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      MeterRegistry meters,
      Clock clock,
      Closer closer) {
    Scheduler scheduler = Schedulers.create(SCHEDULER, metadata);
    closer.add(() -> Schedulers.close(scheduler));
    Rollup rollup = new Rollup(catalog, clickHouse, metadata, clock);
    RollupSchedule rollups = closer.add(new RollupSchedule(scheduler, rollup, meters));
    catalog.onChange(rollups::update);
    rollups.update();
    EntityFeed entities = new EntityFeed(catalog, clickHouse, metadata, clock);
    EntitySchedule feeds = closer.add(new EntitySchedule(scheduler, entities, meters));
    catalog.onChange(feeds::update);
    feeds.update();
    closer.add(
        new BackfillSchedule(
            scheduler,
            new Backfiller(
                catalog, clickHouse, metadata, clock, Rollup.RUN_EVENTS_MAX, BackfillProgress.NONE),
            meters));
    SitePuller puller =
        new SitePuller(
            SiteTargets.of(settings), catalog, clickHouse, metadata, clock, PullLimits.DEFAULT);
    puller.forgetOthers();
    closer.add(new SiteSchedule(scheduler, puller, meters));
    Alerting alerting =
        closer.add(
            Alerting.start(settings, catalog, clickHouse, metadata, scheduler, meters, clock));
    start(scheduler);
    return new Aggregation(rollup, entities, alerting, closer);
  }

  private static void start(Scheduler scheduler) {
    try {
      scheduler.start();
    } catch (SchedulerException e) {
      throw new TallyException(
          ErrorCode.INTERNAL, "the scheduler can't start: " + e.getMessage(), e);
    }
  }

  /** Jobs under way end; what is left of them is taken up by another node, or the next start. */
  @Override
  public void close() {
    closer.close();
  }
}
