package dev.tally.aggregator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.aggregator.backfill.Backfill;
import dev.tally.aggregator.backfill.BackfillProgress;
import dev.tally.aggregator.backfill.Backfiller;
import dev.tally.aggregator.backfill.Backfills;
import dev.tally.aggregator.run.Rollup;
import dev.tally.aggregator.run.Run;
import dev.tally.aggregator.run.RunProgress;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Backfills and rollups in turns. Stops each kind of step once, if it is told to, and goes on with
 * new objects, as if a process had died.
 */
public final class BackfillDrive {
  /** More turns than any backfill of a test takes. */
  private static final int TURNS_MAX = 400;

  private final ClickHouse clickHouse;
  private final MetadataDatabase metadata;
  private final Catalog catalog;
  private final Clock clock;
  private final long eventsMax;
  private final boolean isStopping;
  private final Set<String> stopped = ConcurrentHashMap.newKeySet();
  private final Backfills backfills;

  public BackfillDrive(
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      Catalog catalog,
      Clock clock,
      long eventsMax,
      boolean isStopping) {
    this.clickHouse = clickHouse;
    this.metadata = metadata;
    this.catalog = catalog;
    this.clock = clock;
    this.eventsMax = eventsMax;
    this.isStopping = isStopping;
    this.backfills = new Backfills(catalog, metadata, clock);
  }

  /** The steps that were stopped. */
  public Set<String> stopped() {
    return Set.copyOf(stopped);
  }

  public Backfills backfills() {
    return backfills;
  }

  /** Of all metrics of one event type, over all times. */
  public Backfills.Request all(String eventType) {
    return new Backfills.Request(eventType, List.of(), Optional.empty(), Optional.empty(), 3);
  }

  /**
   * @param between commits more, for instance; called between the turns
   */
  public Backfill run(Backfills.Request request, Runnable between) {
    long id = backfills().start(request).getFirst().id();
    Backfiller backfiller = backfiller();
    Rollup rollup = rollup();
    for (int turn = 0; turn < TURNS_MAX; turn++) {
      backfiller = attempt(backfiller::work) ? backfiller : backfiller();
      between.run();
      rollup = attempt(rollup::run) ? rollup : rollup();
      if (backfills.find(id).state().isOver()) {
        while (!attempt(rollup::catchUp)) {
          rollup = rollup();
        }
        return backfills.find(id);
      }
    }
    throw new AssertionError("no end: " + backfills().find(id));
  }

  /** Whether it came to its end. */
  private static boolean attempt(Runnable work) {
    try {
      work.run();
      return true;
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageStartingWith("stopped");
      return false;
    }
  }

  public Backfiller backfiller() {
    BackfillProgress progress = (backfill, step) -> stop(step.name());
    return new Backfiller(catalog, clickHouse, metadata, clock, eventsMax, progress);
  }

  public Rollup rollup() {
    return new Rollup(
        catalog,
        clickHouse,
        metadata,
        clock,
        eventsMax,
        new RunProgress() {
          @Override
          public void reached(Run run, Step step) {
            stop((run.backfill() == 0 ? "run " : "swap ") + step);
          }

          @Override
          public void reached(Backfill backfill, BackfillProgress.Step step) {
            stop(step.name());
          }
        });
  }

  private void stop(String step) {
    if (isStopping && stopped.add(step)) {
      throw new IllegalStateException("stopped at " + step);
    }
  }

  /** Shadow and scratch tables. */
  public long tablesLeft() {
    return clickHouse
        .query(
            """
            SELECT count() AS n FROM system.tables
            WHERE database = currentDatabase() AND match(name, '^(backfill|rollup)_')""",
            Map.of(),
            row -> row.int64("n"))
        .getFirst();
  }
}
