package dev.tally.aggregator.backfill;

import dev.tally.aggregator.backfill.Backfill.Chunk;
import dev.tally.aggregator.backfill.Backfill.State;
import dev.tally.aggregator.backfill.BackfillPlans.Found;
import dev.tally.aggregator.backfill.BackfillProgress.Step;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.Spans;
import dev.tally.aggregator.statement.SelectExpiredTimes;
import dev.tally.aggregator.statement.SelectRawDays;
import dev.tally.aggregator.statement.SelectRawDays.RawDay;
import dev.tally.aggregator.statement.ShadowStates;
import dev.tally.aggregator.turn.Turns;
import dev.tally.aggregator.work.Workers;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What backfills do beside the rollup runs, the oldest first:
 *
 * <ol>
 *   <li>plan: which blocks, and chunks of days;
 *   <li>scan: each chunk's raw rows into the shadow tables, several at once;
 *   <li>note which times have lost raw rows by then, and leave it to the rollups: they add what
 *       came meanwhile, swap it in and write its points ({@code run.BackfillTurn}).
 * </ol>
 *
 * <p>Each may be repeated: whoever takes a backfill up goes on with what is not noted as done. Safe
 * for use by several threads and processes: one at a time is at it, and sends many statements.
 */
public final class Backfiller {
  /** After so long no other chunk is begun: whoever waits for the turn may have it. */
  public static final Duration TURN_TIME = Duration.ofSeconds(30);

  /** What one turn came to. */
  public enum Outcome {
    /** There may be more to do. */
    WORKED,
    /** Nothing to do. */
    IDLE,
    /** Another process or thread is at it. */
    BUSY
  }

  /**
   * @param scanned chunks
   * @param events in them
   */
  public record Report(Outcome outcome, long scanned, long events) {
    private static Report without(Outcome outcome) {
      return new Report(outcome, 0, 0);
    }
  }

  private final BackfillLog log;
  private final BackfillPlans plans;
  private final Turns turns;
  private final ShadowStates shadowStates;
  private final SelectRawDays selectRawDays;
  private final SelectExpiredTimes selectExpiredTimes;
  private final ChunkPlanner chunkPlanner;
  private final ShadowScan shadowScan;
  private final Clock clock;
  private final BackfillProgress progress;
  private volatile boolean stopped;
  private volatile boolean isTidy;

  /**
   * @param chunkEventsMax of one scan; bounds the memory that its groups take in the engine
   */
  public Backfiller(
      Catalog catalog,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      Clock clock,
      long chunkEventsMax,
      BackfillProgress progress) {
    this.log = new BackfillLog(metadata, clock);
    this.plans = new BackfillPlans(catalog);
    this.turns = new Turns(metadata);
    this.shadowStates = new ShadowStates(clickHouse);
    this.selectRawDays = new SelectRawDays(clickHouse);
    this.selectExpiredTimes = new SelectExpiredTimes(clickHouse);
    this.chunkPlanner = new ChunkPlanner(selectRawDays, chunkEventsMax);
    this.shadowScan = ShadowScan.admitting(clickHouse, turns);
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * One step of one backfill.
   *
   * @throws dev.tally.error.TallyException when the engine or the metadata database fails; the next
   *     call goes on where this one ended
   */
  public Report work() {
    return turns.duringBackfills(this::takeTurn).orElseGet(() -> Report.without(Outcome.BUSY));
  }

  /** The chunks under way are the last. */
  public void stop() {
    stopped = true;
  }

  private Report takeTurn() {
    Optional<Backfill> next = log.first(State.SCANNING, State.QUEUED);
    if (!isTidy || next.isPresent()) {
      dropLeftovers();
      isTidy = log.countActive() == 0;
    }
    if (next.isEmpty()) {
      return Report.without(Outcome.IDLE);
    }
    Backfill backfill = next.get();
    try {
      return compute(backfill);
    } catch (RuntimeException e) {
      log.note(backfill, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** Tables of backfills that are over, and what killed scans left. */
  private void dropLeftovers() {
    shadowStates.dropScratch();
    for (long id : shadowStates.backfills()) {
      if (id != ShadowStates.VERIFICATION
          && log.find(id).map(backfill -> backfill.state().isOver()).orElse(true)) {
        shadowStates.drop(id);
      }
    }
  }

  private Report compute(Backfill backfill) {
    return switch (plans.find(backfill)) {
      case Found.Behind behind -> Report.without(Outcome.IDLE);
      case Found.Changed(String why) -> {
        log.fail(backfill, why);
        yield Report.without(Outcome.WORKED);
      }
      case Found.Same(BackfillPlan plan) ->
          backfill.state() == State.QUEUED ? plan(backfill, plan) : scan(backfill, plan);
    };
  }

  private Report plan(Backfill backfill, BackfillPlan plan) {
    Map<String, Long> positions = log.foremost(backfill.resolutions());
    // States first: a raw row is there before its states are.
    List<Long> counted = shadowStates.days(plan.kinds(), backfill.scope());
    List<RawDay> days = selectRawDays.run(backfill.eventType(), backfill.span());
    shadowStates.create(backfill.id(), plan.kinds());
    progress.reached(backfill, Step.TABLES_CREATED);
    log.planned(
        backfill,
        positions,
        withoutRows(counted, days),
        chunkPlanner.plan(backfill.eventType(), days));
    progress.reached(backfill, Step.PLANNED);
    return Report.without(Outcome.WORKED);
  }

  /** Days with states and without raw rows: these have expired, however long ago. */
  private static Spans withoutRows(List<Long> counted, List<RawDay> days) {
    Set<Long> withRows = days.stream().map(RawDay::day).collect(Collectors.toSet());
    return Spans.of(
        counted.stream().filter(day -> !withRows.contains(day)).map(Span::ofDay).toList());
  }

  private Report scan(Backfill backfill, BackfillPlan plan) {
    AtomicLong events = new AtomicLong();
    long scanned =
        forEach(
            backfill,
            log.toScan(backfill.id()),
            chunk -> {
              shadowScan.run(
                  backfill.id(),
                  plan.states(),
                  chunk.span(),
                  backfill.positions(),
                  token(backfill, chunk),
                  step -> progress.reached(backfill, step));
              log.scanned(backfill.id(), chunk);
              events.addAndGet(chunk.events());
              progress.reached(backfill, Step.CHUNK_SCANNED);
            });
    if (log.toScan(backfill.id()).isEmpty()) {
      Spans expired = selectExpiredTimes.run(backfill.eventType(), backfill.positions());
      log.catchingUp(backfill, backfill.kept().and(expired));
      progress.reached(backfill, Step.ALL_SCANNED);
    }
    return new Report(Outcome.WORKED, scanned, events.get());
  }

  /** Its time tells it from backfills of an earlier metadata database. */
  private static String token(Backfill backfill, Chunk chunk) {
    return "chunk-%d-%d-%d"
        .formatted(backfill.id(), backfill.createdAt().toEpochMilli(), chunk.number());
  }

  /** Returns how many chunks were worked on before time was over or somebody cancelled. */
  private long forEach(Backfill backfill, List<Chunk> chunks, Consumer<Chunk> work) {
    Instant end = clock.instant().plus(TURN_TIME);
    return new Workers(backfill.threads())
        .run(
            chunks,
            work,
            () ->
                !stopped
                    && clock.instant().isBefore(end)
                    && log.read(backfill.id()).state() == backfill.state());
  }
}
