package dev.tally.aggregator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.RunProgress;
import dev.tally.aggregator.site.PullLimits;
import dev.tally.aggregator.site.Site;
import dev.tally.aggregator.site.SitePuller;
import dev.tally.aggregator.site.SitePuller.Outcome;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.storage.ClickHouse;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A data centre: an engine, a metadata database, rollups, and pulls from others. */
public final class TestSite implements AutoCloseable {
  private static final int EVENTS_MAX = 100_000;

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata;
  private final ChangingCatalog catalog;
  private final MovingClock clock;
  private final PullLimits limits;

  /** With its metadata in memory. */
  public TestSite(ClickHouse clickHouse, Catalog catalog, MovingClock clock, PullLimits limits) {
    this(clickHouse, MetadataSettings.memory(UUID.randomUUID().toString()), catalog, clock, limits);
  }

  public TestSite(
      ClickHouse clickHouse,
      MetadataSettings metadata,
      Catalog catalog,
      MovingClock clock,
      PullLimits limits) {
    this.clickHouse = clickHouse;
    this.metadata = MetadataDatabase.open(metadata);
    this.catalog = new ChangingCatalog(catalog);
    this.clock = clock;
    this.limits = limits;
  }

  public ClickHouse clickHouse() {
    return clickHouse;
  }

  public MetadataDatabase metadata() {
    return metadata;
  }

  public ChangingCatalog catalog() {
    return catalog;
  }

  /** As others name it. */
  public Site as(String name) {
    return new Site(name, clickHouse.endpoint(), Site.PULLS_PER_BUCKET_DEFAULT);
  }

  public Rollup rollup(RunProgress progress) {
    return new Rollup(catalog, clickHouse, metadata, clock, EVENTS_MAX, progress);
  }

  public SitePuller puller(Site... sites) {
    return new SitePuller(List.of(sites), catalog, clickHouse, metadata, clock, limits);
  }

  /** Until nothing is left; where there is chance, some steps are stopped on the way. */
  public void rollUp(Random random) {
    for (int i = random.nextInt(3); i > 0; i--) {
      interrupt(random);
    }
    rollUp();
  }

  public void rollUp() {
    rollup(RunProgress.NONE).catchUp();
  }

  private void interrupt(Random random) {
    int[] left = {random.nextInt(15)};
    try {
      rollup(
              (run, step) -> {
                if (left[0]-- == 0) {
                  throw new IllegalStateException("stopped");
                }
              })
          .run();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("stopped");
    }
  }

  /**
   * Pulls until nothing is left.
   *
   * @return how often states came
   */
  public int pull(Site site, Random random) {
    int pulls = 0;
    while (puller(site).pull(site).outcome() == Outcome.PULLED) {
      rollUp(random);
      pulls++;
    }
    return pulls;
  }

  @Override
  public void close() {
    metadata.close();
  }
}
