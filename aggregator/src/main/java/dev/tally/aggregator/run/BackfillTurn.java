package dev.tally.aggregator.run;

import dev.tally.aggregator.backfill.Backfill;
import dev.tally.aggregator.backfill.Backfill.Chunk;
import dev.tally.aggregator.backfill.Backfill.State;
import dev.tally.aggregator.backfill.BackfillLog;
import dev.tally.aggregator.backfill.BackfillPlan;
import dev.tally.aggregator.backfill.BackfillPlans;
import dev.tally.aggregator.backfill.BackfillPlans.Found;
import dev.tally.aggregator.backfill.BackfillProgress;
import dev.tally.aggregator.backfill.ChunkPoints;
import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.StateKind;
import dev.tally.aggregator.plan.Window;
import dev.tally.aggregator.run.RunProgress.Step;
import dev.tally.aggregator.statement.BlockRange;
import dev.tally.aggregator.statement.InsertWatermarks;
import dev.tally.aggregator.statement.Scratch;
import dev.tally.aggregator.statement.SelectCompleteness;
import dev.tally.aggregator.statement.SelectPendingBlocks;
import dev.tally.aggregator.statement.SelectRangeEvents;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.aggregator.statement.ShadowStates;
import dev.tally.aggregator.statement.UpsertRows;
import dev.tally.aggregator.work.Workers;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The part of a backfill that belongs to the rollups, for nobody may write states and points
 * meanwhile. In a turn, between runs:
 *
 * <ol>
 *   <li>what runs covered since the backfill was planned is added to its shadow tables, as a run
 *       adds it to the states: a <i>delta</i>;
 *   <li>when nothing is left of that, a run is noted that covers no blocks and goes before all
 *       others;
 *   <li>that run notes what is about to vanish, for rolling windows, and puts the states of the
 *       shadow tables in the place of the old ones, partition by partition;
 *   <li>then points are written, chunk by chunk, some in each turn.
 * </ol>
 *
 * Each step may be repeated.
 */
final class BackfillTurn {
  /** Of one turn, so that runs go on while much has to be added, and it comes to an end. */
  static final int DELTAS_MAX = 3;

  /** After so long no other chunk of points is begun in a turn. */
  static final Duration WRITE_TIME = Duration.ofSeconds(1);

  private final BackfillLog log;
  private final BackfillPlans plans;
  private final Planner planner;
  private final RunLog runs;
  private final WindowLog windows;
  private final UpsertFinder upsertFinder;
  private final StateWriter stateWriter;
  private final ShadowStates shadowStates;
  private final Scratch scratch;
  private final ChunkPoints chunkPoints;
  private final InsertWatermarks insertWatermarks;
  private final SelectPendingBlocks selectPendingBlocks;
  private final SelectRangeEvents selectRangeEvents;
  private final SelectCompleteness selectCompleteness;
  private final Clock clock;
  private final long eventsMax;
  private final RunProgress progress;

  BackfillTurn(
      BackfillLog log,
      BackfillPlans plans,
      Planner planner,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      RunLog runs,
      UpsertFinder upsertFinder,
      StateWriter stateWriter,
      Clock clock,
      long eventsMax,
      RunProgress progress) {
    this.log = log;
    this.plans = plans;
    this.planner = planner;
    this.runs = runs;
    this.windows = new WindowLog(metadata);
    this.upsertFinder = upsertFinder;
    this.stateWriter = stateWriter;
    this.shadowStates = new ShadowStates(clickHouse);
    this.scratch = new Scratch(clickHouse);
    this.chunkPoints = new ChunkPoints(clickHouse, progress::reached);
    this.clock = clock;
    this.insertWatermarks = new InsertWatermarks(clickHouse);
    this.selectPendingBlocks = new SelectPendingBlocks(clickHouse);
    this.selectRangeEvents = new SelectRangeEvents(clickHouse);
    this.selectCompleteness = new SelectCompleteness(clickHouse);
    this.eventsMax = eventsMax;
    this.progress = progress;
  }

  /** The oldest backfill that waits for rollups. No run is under way. */
  void advance() {
    Optional<Backfill> next = log.first(State.CATCHING_UP, State.WRITING);
    if (next.isEmpty()) {
      return;
    }
    Backfill backfill = next.get();
    try {
      if (backfill.state() == State.WRITING) {
        write(backfill);
      } else {
        catchUp(backfill);
      }
    } catch (RuntimeException e) {
      log.note(backfill, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private void write(Backfill backfill) {
    scratch.dropLeftovers();
    Optional<BackfillPlan> plan = plans.current(backfill);
    if (plan.isPresent()) {
      Instant end = clock.instant().plus(WRITE_TIME);
      new Workers(backfill.threads())
          .run(
              log.toWrite(backfill.id()),
              chunk -> {
                chunkPoints.write(backfill, plan.get(), chunk);
                log.written(backfill.id(), chunk);
                progress.reached(backfill, BackfillProgress.Step.CHUNK_WRITTEN);
              },
              () -> clock.instant().isBefore(end));
    }
    if (plan.isEmpty() || log.toWrite(backfill.id()).isEmpty()) {
      log.done(backfill);
      progress.reached(backfill, BackfillProgress.Step.DONE);
    }
  }

  private void catchUp(Backfill backfill) {
    switch (plans.find(backfill)) {
      case Found.Behind behind -> {}
      case Found.Changed(String why) -> log.fail(backfill, why);
      case Found.Same(BackfillPlan plan) -> advance(backfill, plan);
    }
  }

  private void advance(Backfill backfill, BackfillPlan plan) {
    Collection<Map<String, Long>> positions = runs.positions(backfill.resolutions()).values();
    Set<Map<String, Long>> different = new HashSet<>(positions);
    // Where one is behind, runs bring it there first: states of one moment are to be replaced.
    if (different.size() == 1 && isCaughtUp(backfill.id(), plan, different.iterator().next())) {
      runs.planSwap(backfill, selectCompleteness.run(backfill.resolutions()))
          .ifPresent(this::finish);
    }
  }

  private boolean isCaughtUp(long id, BackfillPlan plan, Map<String, Long> goal) {
    for (int i = 0; i < DELTAS_MAX; i++) {
      Backfill backfill = log.read(id);
      if (backfill.deltaRanges().isEmpty()) {
        Map<String, Long> positions = backfill.positions();
        List<BlockRange> ranges =
            BlockSelection.upTo(goal, selectPendingBlocks.run(positions), positions, eventsMax)
                .ranges();
        if (ranges.isEmpty()) {
          return true;
        }
        backfill = log.planDelta(backfill, ranges);
      }
      addDelta(backfill, plan);
    }
    return false;
  }

  private void addDelta(Backfill backfill, BackfillPlan plan) {
    List<BlockRange> ranges = backfill.deltaRanges();
    List<RunScope.Part> parts = new ArrayList<>();
    for (RangeEvents events : selectRangeEvents.run(ranges)) {
      if (events.eventType().equals(backfill.eventType())) {
        parts.add(part(backfill, plan, events));
      }
    }
    RunScope scope = new RunScope(run(backfill, backfill.delta()), parts, backfill.positions());
    if (!parts.isEmpty()) {
      stateWriter.write(scope, ShadowStates.prefix(backfill.id()));
    }
    Map<String, Long> positions = new HashMap<>(backfill.positions());
    ranges.forEach(range -> positions.put(range.collector(), range.last()));
    log.deltaWritten(backfill, positions);
    progress.reached(backfill, BackfillProgress.Step.DELTA_WRITTEN);
  }

  private RunScope.Part part(Backfill backfill, BackfillPlan plan, RangeEvents events) {
    ScanPlan states = plan.states();
    if (!states.isUpsert()) {
      return new RunScope.Part(states, List.of(states), events, Optional.empty(), Map.of());
    }
    // By the id of a live run: it is asked which days were counted.
    Upsert upsert =
        upsertFinder.find(
            run(backfill, runs.latest() + 1),
            states,
            new UpsertRows(events, backfill.deltaRanges(), backfill.positions()));
    List<ScanPlan> scans =
        upsert.isReplacing()
            ? states.resolutions().stream()
                .flatMap(resolution -> Planner.plan(plan.type(), List.of(resolution)).stream())
                .toList()
            : List.of(states);
    return new RunScope.Part(states, scans, events, Optional.of(upsert), Map.of());
  }

  /** Known to nobody but the shadow tables. */
  private static Run run(Backfill backfill, long id) {
    return new Run(
        id,
        backfill.resolutions(),
        Run.State.PLANNED,
        backfill.deltaRanges(),
        0,
        List.of(),
        backfill.createdAt(),
        backfill.id(),
        0);
  }

  /** Finishes a run that swaps a backfill in. */
  void finish(Run run) {
    progress.reached(run, Step.PLANNED);
    Backfill backfill = log.read(run.backfill());

    // What is about to vanish
    if (run.state() == Run.State.PLANNED) {
      noteVanishing(run, backfill);
      runs.statesWritten(run);
      progress.reached(run, Step.STATES_NOTED);
    }

    // New states for old ones
    for (String table : shadowStates.tables(backfill.id())) {
      for (String partition : shadowStates.partitions(backfill.id(), table, backfill.scope())) {
        shadowStates.swap(backfill.id(), table, partition, backfill.scope(), run.id());
        progress.reached(run, Step.STATES_SWAPPED);
      }
    }

    // Done
    insertWatermarks.done(run.id(), run.resolutions());
    runs.swapped(run, backfill, log, daysOfDeltas(backfill));
    progress.reached(run, Step.DONE);
  }

  /** Windows find changed states by their run, but not those that are gone. */
  private void noteVanishing(Run run, Backfill backfill) {
    Map<Duration, TreeSet<Long>> vanishing = new HashMap<>();
    for (Window window : planner.windows()) {
      if (window.eventType().equals(backfill.eventType())
          && backfill.metrics().contains(window.metric().name())
          && backfill.resolutions().contains(window.step())) {
        vanishing
            .computeIfAbsent(window.step(), step -> new TreeSet<>())
            .addAll(
                shadowStates.vanishing(
                    backfill.id(),
                    StateKind.of(window.metric().aggregate()),
                    List.of(window.metric().name()),
                    window.step(),
                    backfill.scope()));
      }
    }
    vanishing.forEach(
        (step, buckets) -> windows.noteReplaced(run, backfill.eventType(), step, buckets));
  }

  /** What came on days without a raw row before has no chunk yet. */
  private List<Chunk> daysOfDeltas(Backfill backfill) {
    List<Chunk> chunks = log.chunks(backfill.id());
    List<Chunk> more = new ArrayList<>();
    for (long day : shadowStates.days(backfill.id(), backfill.scope())) {
      Span span = Span.ofDay(day);
      if (chunks.stream().noneMatch(chunk -> chunk.span().overlaps(span))) {
        more.add(new Chunk(chunks.size() + more.size() + 1, span, 0));
      }
    }
    return more;
  }
}
