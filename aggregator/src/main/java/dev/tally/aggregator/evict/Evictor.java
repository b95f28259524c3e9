package dev.tally.aggregator.evict;

import dev.tally.aggregator.backfill.BackfillLog;
import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.statement.EvictValues;
import dev.tally.aggregator.turn.Turns;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes the places of values that have not been seen for some time. Their series stay, and go on
 * should they come again and find room. Between rollup runs, and while no backfill is under way:
 * either relies on a dimension that is full staying so.
 */
public final class Evictor {
  /** Shortest time: what is late by less must find its series. */
  public static final Duration UNSEEN_MIN = Duration.ofDays(1);

  /** Longest: a hundred years. */
  public static final Duration UNSEEN_MAX = Duration.ofDays(36_500);

  /** Waiting for the turn: runs are seconds. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);

  private final Catalog catalog;
  private final Planner planner;
  private final BackfillLog backfills;
  private final Turns turns;
  private final EvictValues evictValues;
  private final Clock clock;

  /** Brings the aggregator's tables of the metadata database up to date. */
  public Evictor(Catalog catalog, ClickHouse clickHouse, MetadataDatabase metadata, Clock clock) {
    metadata.migrate("aggregator");
    this.catalog = catalog;
    this.planner = new Planner(catalog);
    this.backfills = new BackfillLog(metadata, clock);
    this.turns = new Turns(metadata);
    this.evictValues = new EvictValues(clickHouse);
    this.clock = clock;
  }

  /**
   * @param unseen values without an event for so long, by event time
   * @return how many values it were
   * @throws TallyException NOT_FOUND where there is no such dimension that can be full;
   *     REQUEST_INVALID while a backfill is under way
   */
  public long evict(String eventType, String dimension, Duration unseen) {
    if (unseen.compareTo(UNSEEN_MIN) < 0 || unseen.compareTo(UNSEEN_MAX) > 0) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "unseen: %s is not from %s to %s"
              .formatted(
                  Durations.format(unseen),
                  Durations.format(UNSEEN_MIN),
                  Durations.format(UNSEEN_MAX)));
    }
    ScanPlan plan = plan(eventType, dimension);
    return turns
        .betweenRuns(
            planner.resolutions(),
            WAIT_MAX,
            () -> turns.duringBackfills(() -> evict(plan, dimension, unseen)))
        .flatMap(values -> values)
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.REQUEST_INVALID,
                    "rollups or a backfill are under way all the time; try again"));
  }

  private long evict(ScanPlan plan, String dimension, Duration unseen) {
    if (backfills.countActive() > 0) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "a backfill is under way; try again when it is over");
    }
    return evictValues.run(plan, dimension, clock.instant().minus(unseen));
  }

  private ScanPlan plan(String eventType, String dimension) {
    Optional<EventType> type = catalog.latest(eventType).map(Revision::eventType);
    if (type.isEmpty()) {
      throw new TallyException(
          ErrorCode.NOT_FOUND, "no event type '%s' is published".formatted(eventType));
    }
    return type.flatMap(Planner::plan)
        .filter(plan -> plan.capped().stream().anyMatch(d -> d.attribute().equals(dimension)))
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.NOT_FOUND,
                    "no metric of %s is by a dimension '%s' that can be full"
                        .formatted(eventType, dimension)));
  }
}
