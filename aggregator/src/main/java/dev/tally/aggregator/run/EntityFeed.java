package dev.tally.aggregator.run;

import dev.tally.aggregator.run.EntityLog.Kind;
import dev.tally.aggregator.run.EntityLog.Reach;
import dev.tally.aggregator.run.RunReport.Outcome;
import dev.tally.aggregator.statement.BlockRange;
import dev.tally.aggregator.statement.InsertEntities;
import dev.tally.aggregator.statement.RawCondition;
import dev.tally.aggregator.statement.RepeatedRows;
import dev.tally.aggregator.statement.SelectLatestBlocks;
import dev.tally.aggregator.statement.SelectLatestRevision;
import dev.tally.aggregator.statement.SelectPendingBlocks;
import dev.tally.aggregator.statement.SelectRangeEvents;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.aggregator.turn.Turns;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps the current state of entities. A step, in order:
 *
 * <ol>
 *   <li>where an event type has come to tell the state of entities, or by another key, takes in the
 *       raw rows that are there already;
 *   <li>takes the blocks that were begun, or notes the next: the committed ones behind the last;
 *   <li>of each entity in them, writes the latest event;
 *   <li>notes that they are taken in.
 * </ol>
 *
 * <p>Which event is the latest is a matter of its own time, not of the order in which blocks come,
 * and writing it twice changes nothing: so every step may be repeated.
 *
 * <p>Safe for use by several threads and processes: one at a time has the turn, beside rollups.
 */
public final class EntityFeed {
  /** Events of one step, passed by at most one block. */
  public static final long STEP_EVENTS_MAX = 2_000_000;

  private final Catalog catalog;
  private final Clock clock;
  private final long stepEventsMax;
  private final Turns turns;
  private final EntityLog log;
  private final SelectLatestBlocks selectLatestBlocks;
  private final SelectPendingBlocks selectPendingBlocks;
  private final SelectRangeEvents selectRangeEvents;
  private final SelectLatestRevision selectLatestRevision;
  private final RepeatedRows repeatedRows;
  private final InsertEntities insertEntities;

  /** Brings the aggregator's tables of the metadata database up to date. */
  public EntityFeed(
      Catalog catalog, ClickHouse clickHouse, MetadataDatabase metadata, Clock clock) {
    this(catalog, clickHouse, metadata, clock, STEP_EVENTS_MAX);
  }

  /**
   * @param stepEventsMax see {@link #STEP_EVENTS_MAX}
   */
  public EntityFeed(
      Catalog catalog,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      Clock clock,
      long stepEventsMax) {
    metadata.migrate("aggregator");
    this.catalog = catalog;
    this.clock = clock;
    this.stepEventsMax = stepEventsMax;
    this.turns = new Turns(metadata);
    this.log = new EntityLog(metadata);
    this.selectLatestBlocks = new SelectLatestBlocks(clickHouse);
    this.selectPendingBlocks = new SelectPendingBlocks(clickHouse);
    this.selectRangeEvents = new SelectRangeEvents(clickHouse);
    this.selectLatestRevision = new SelectLatestRevision(clickHouse);
    this.repeatedRows = new RepeatedRows(clickHouse);
    this.insertEntities = new InsertEntities(clickHouse);
  }

  /** Whether some event type tells the state of entities. */
  public boolean isNeeded() {
    return !eventTypes().isEmpty();
  }

  /**
   * At most one step.
   *
   * @return without resolutions and run; the events are those of all event types in its blocks
   * @throws dev.tally.error.TallyException when the engine or the metadata database fails; the next
   *     call takes the step up again
   */
  public RunReport run() {
    Map<String, EventType> types = eventTypes();
    return types.isEmpty()
        ? RunReport.without(Outcome.IDLE)
        : turns
            .duringEntities(() -> takeTurn(types))
            .orElseGet(() -> RunReport.without(Outcome.BUSY));
  }

  /** Steps until nothing is left, or somebody else is at it; the last report. */
  public RunReport catchUp() {
    RunReport report = run();
    while (report.outcome() == Outcome.DONE) {
      report = run();
    }
    return report;
  }

  private Map<String, EventType> eventTypes() {
    return catalog.latest().stream()
        .map(Revision::eventType)
        .filter(type -> type.entity().isPresent())
        .collect(Collectors.toMap(EventType::name, Function.identity()));
  }

  private RunReport takeTurn(Map<String, EventType> types) {
    Instant start = clock.instant();

    // 1. What is there already
    Reach reach = log.find().orElseGet(this::begin);
    takeHistory(types, reach);

    // 2. The blocks that were begun, or the next
    BlockSelection selection = select(reach);
    List<BlockRange> ranges = selection.ranges();
    if (ranges.isEmpty()) {
      return RunReport.without(Outcome.IDLE);
    }
    List<RangeEvents> events = selectRangeEvents.run(ranges);
    if (reach.ranges().isEmpty()) {
      if (isCatalogBehind(ranges, events)) {
        return RunReport.without(Outcome.CATALOG_BEHIND);
      }
      log.write(reach.begin(ranges));
    }

    // 3. The latest event of each entity
    write(types, events, ranges, reach.positions());

    // 4. Taken in
    log.write(reach.begin(ranges).done());
    return new RunReport(
        List.of(),
        Outcome.DONE,
        0,
        selection.events(),
        0,
        Map.of(),
        List.of(),
        Duration.between(start, clock.instant()),
        selection.isMore());
  }

  /** What was committed before the first time is history, of all event types. */
  private Reach begin() {
    Reach reach = new Reach(selectLatestBlocks.run(), List.of());
    log.write(reach);
    return reach;
  }

  private void takeHistory(Map<String, EventType> types, Reach reach) {
    Set<Kind> known = log.withHistory();
    for (EventType type : types.values()) {
      Kind kind = new Kind(type.name(), type.entity().orElseThrow().name());
      if (!known.contains(kind)) {
        insertEntities.history(type, BlockRange.covered(reach.positions()));
        log.noteHistory(kind);
      }
    }
  }

  private BlockSelection select(Reach reach) {
    return reach.ranges().isEmpty()
        ? BlockSelection.of(
            selectPendingBlocks.run(reach.positions()), reach.positions(), stepEventsMax)
        : new BlockSelection(reach.ranges(), 0, true);
  }

  /** As for rollups: rows of a revision that we do not know yet may be of a new event type. */
  private boolean isCatalogBehind(List<BlockRange> ranges, List<RangeEvents> events) {
    Optional<Instant> first =
        events.stream().map(RangeEvents::receivedMin).min(Comparator.naturalOrder());
    Optional<Instant> last =
        events.stream().map(RangeEvents::receivedMax).max(Comparator.naturalOrder());
    return first.isPresent()
        && last.isPresent()
        && selectLatestRevision.run(ranges, first.get(), last.get()) > catalog.watermark();
  }

  private void write(
      Map<String, EventType> types,
      List<RangeEvents> events,
      List<BlockRange> ranges,
      Map<String, Long> before) {
    List<RangeEvents> ours =
        events.stream().filter(event -> types.containsKey(event.eventType())).toList();
    Set<String> repeated = repeatedRows.eventTypes(ours);
    for (RangeEvents event : ours) {
      EventType type = types.get(event.eventType());
      if (type != null) {
        insertEntities.run(
            type, condition(event, ranges, before, repeated.contains(event.eventType())));
      }
    }
  }

  /** Of copies of a row the first that is taken in says when it was received. */
  private static String condition(
      RangeEvents events, List<BlockRange> ranges, Map<String, Long> before, boolean isRepeated) {
    String rows =
        "event = "
            + Sql.literal(events.eventType())
            + " AND "
            + RawCondition.of(ranges, events.receivedMin(), events.receivedMax());
    return isRepeated ? rows + " AND " + RepeatedRows.condition(events, ranges, before) : rows;
  }
}
