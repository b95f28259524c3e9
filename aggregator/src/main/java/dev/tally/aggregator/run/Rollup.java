package dev.tally.aggregator.run;

import dev.tally.aggregator.backfill.BackfillLog;
import dev.tally.aggregator.backfill.BackfillPlans;
import dev.tally.aggregator.cap.CappedScan;
import dev.tally.aggregator.cap.OtherEvents;
import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.run.RunPlanner.Next;
import dev.tally.aggregator.run.RunProgress.Step;
import dev.tally.aggregator.run.RunReport.Outcome;
import dev.tally.aggregator.site.SiteLog;
import dev.tally.aggregator.statement.CountOldEvents;
import dev.tally.aggregator.statement.SelectEngineMemory;
import dev.tally.aggregator.statement.SelectRangeEvents;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.aggregator.statement.UpsertRows;
import dev.tally.aggregator.turn.Turns;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns committed inserts into states, and states into series. A run, in order:
 *
 * <ol>
 *   <li>takes the interrupted run, or plans the next: the committed blocks behind the last run, for
 *       all resolutions that are equally far;
 *   <li>reads their raw rows once, per event type, and writes their states; wider buckets are
 *       merged from the narrow ones. Where an event type has upsert keys and an event takes the
 *       place of one that was counted, the states of its bucket go, and the bucket is computed anew
 *       from all its raw rows;
 *   <li>writes the points that have a state of this run anew, from all their states;
 *   <li>notes how far series are now;
 *   <li>is done.
 * </ol>
 *
 * <p>Between runs, once a minute, rolling windows are brought to where states are, and backfills
 * take their part of the turn ({@link BackfillTurn}), as do pulls from other sites ({@link
 * SiteTurn}).
 *
 * <p>A block belongs to exactly one run of each resolution, and every step may be repeated: states
 * carry a token, points a version. So a run that fails, or whose process dies, is simply run again.
 *
 * <p>Safe for use by several threads and processes: one at a time has the turn.
 */
public final class Rollup {
  /**
   * Events of one run, passed by at most one block. Bounds the memory that the groups of a scan
   * take in the engine, where in the worst case every event is a group of its own.
   */
  public static final long RUN_EVENTS_MAX = 2_000_000;

  /** The same of runs that catch up, as long as events make few groups. */
  private static final long CATCH_UP_EVENTS_MAX = 16_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Rollup.class);

  private final Planner planner;
  private final Clock clock;
  private final RunLog log;
  private final Turns turns;
  private final RunSize runSize;
  private final RunPlanner runPlanner;
  private final SelectRangeEvents selectRangeEvents;
  private final CountOldEvents countOldEvents;
  private final UpsertFinder upsertFinder;
  private final StateWriter stateWriter;
  private final SeriesWriter seriesWriter;
  private final Watermarks watermarks;
  private final WindowWriter windowWriter;
  private final BackfillTurn backfillTurn;
  private final SiteTurn siteTurn;
  private final RunProgress progress;

  /** Brings the aggregator's tables of the metadata database up to date. */
  public Rollup(Catalog catalog, ClickHouse clickHouse, MetadataDatabase metadata, Clock clock) {
    this(catalog, clickHouse, metadata, clock, RunProgress.NONE);
  }

  public Rollup(
      Catalog catalog,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      Clock clock,
      RunProgress progress) {
    this(
        catalog,
        clickHouse,
        metadata,
        clock,
        RunSize.growing(
            RUN_EVENTS_MAX, CATCH_UP_EVENTS_MAX, new SelectEngineMemory(clickHouse)::run),
        progress);
  }

  /**
   * @param runEventsMax of every run; see {@link #RUN_EVENTS_MAX}
   */
  public Rollup(
      Catalog catalog,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      Clock clock,
      long runEventsMax,
      RunProgress progress) {
    this(catalog, clickHouse, metadata, clock, RunSize.fixed(runEventsMax), progress);
  }

  private Rollup(
      Catalog catalog,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      Clock clock,
      RunSize runSize,
      RunProgress progress) {
    metadata.migrate("aggregator");
    this.planner = new Planner(catalog);
    this.clock = clock;
    this.log = new RunLog(metadata, clock);
    this.turns = new Turns(metadata);
    this.runSize = runSize;
    this.runPlanner = new RunPlanner(catalog, clickHouse, log, runSize);
    this.selectRangeEvents = new SelectRangeEvents(clickHouse);
    this.countOldEvents = new CountOldEvents(clickHouse);
    this.upsertFinder = new UpsertFinder(catalog, clickHouse, new UpsertDays(metadata), clock);
    this.stateWriter = new StateWriter(clickHouse, new CappedScan(clickHouse, turns), progress);
    this.seriesWriter = new SeriesWriter(clickHouse, progress);
    this.watermarks = new Watermarks(clickHouse, clock);
    this.windowWriter = new WindowWriter(clickHouse, metadata, log, clock, progress);
    this.backfillTurn =
        new BackfillTurn(
            new BackfillLog(metadata, clock),
            new BackfillPlans(catalog),
            planner,
            clickHouse,
            metadata,
            log,
            upsertFinder,
            stateWriter,
            clock,
            runSize.least(),
            progress);
    this.siteTurn =
        new SiteTurn(
            new SiteLog(metadata), planner, clickHouse, metadata, log, seriesWriter, progress);
    this.progress = progress;
  }

  /** The bucket widths that some metric has, ascending. */
  public List<Duration> resolutions() {
    return planner.resolutions();
  }

  /**
   * At most one run.
   *
   * @throws dev.tally.error.TallyException when the engine or the metadata database fails; the next
   *     call takes the run up again
   */
  public RunReport run() {
    List<Duration> resolutions = resolutions();
    return resolutions.isEmpty()
        ? RunReport.without(Outcome.IDLE)
        : turns
            .during(
                resolutions,
                () -> {
                  RunReport report = takeTurn(resolutions);
                  backfillTurn.advance();
                  siteTurn.advance();
                  if (windowWriter.isDue()) {
                    writeWindows(resolutions);
                  }
                  return report;
                })
            .orElseGet(() -> RunReport.without(Outcome.BUSY));
  }

  /** Between runs: a window takes in the states of whole runs. */
  private void writeWindows(List<Duration> resolutions) {
    if (log.findUnfinished(resolutions).isEmpty()) {
      windowWriter.write(planner);
    }
  }

  /**
   * Runs until nothing is left.
   *
   * @return the last report, with the events and the time of all runs; a resolution that was behind
   *     has runs of its own, whose events are counted again
   */
  public RunReport catchUp() {
    Instant start = clock.instant();
    long events = 0;
    long ignored = 0;
    Map<Duration, Long> expired = new HashMap<>();
    List<OtherEvents> others = new ArrayList<>();
    RunReport last = run();
    while (last.outcome() == Outcome.DONE && last.isBehind()) {
      events += last.events();
      ignored += last.ignored();
      last.expired().forEach((resolution, more) -> expired.merge(resolution, more, Long::sum));
      others.addAll(last.others());
      last = run();
    }
    others.addAll(last.others());
    last.expired().forEach((resolution, more) -> expired.merge(resolution, more, Long::sum));
    List<Duration> resolutions = resolutions();
    if (!resolutions.isEmpty()) {
      turns.during(
          resolutions,
          () -> {
            writeWindows(resolutions);
            return resolutions;
          });
    }
    return new RunReport(
        last.resolutions(),
        last.outcome(),
        last.run(),
        events + last.events(),
        ignored + last.ignored(),
        expired,
        others,
        Duration.between(start, clock.instant()),
        last.isBehind());
  }

  private RunReport takeTurn(List<Duration> resolutions) {
    Instant start = clock.instant();

    // 1. The interrupted run, or the next
    Optional<Run> interrupted = log.findUnfinished(resolutions);
    Next next =
        interrupted
            .<Next>map(run -> new Next.Planned(run, true))
            .orElseGet(() -> runPlanner.next(resolutions));
    return switch (next) {
      case Next.Nothing nothing -> {
        if (nothing.outcome() == Outcome.IDLE) {
          watermarks.nothingLeft(resolutions, start);
        }
        yield RunReport.without(nothing.outcome());
      }
      case Next.Planned planned -> {
        interrupted.ifPresent(run -> LOG.info("rollup run {} was interrupted; going on", run.id()));
        Left left = Left.NOTHING;
        if (planned.run().isBackfill()) {
          backfillTurn.finish(planned.run());
        } else if (planned.run().isPull()) {
          siteTurn.finish(planned.run());
        } else {
          left = finish(planned.run());
        }
        yield new RunReport(
            planned.run().resolutions(),
            Outcome.DONE,
            planned.run().id(),
            planned.run().events(),
            left.ignored(),
            left.expired(),
            left.others(),
            Duration.between(start, clock.instant()),
            planned.isMore());
      }
    };
  }

  /** Events of a run that are in no series, or in none of a resolution, or in none of their own. */
  private record Left(long ignored, Map<Duration, Long> expired, List<OtherEvents> others) {
    static final Left NOTHING = new Left(0, Map.of(), List.of());
  }

  /** Returns what was left out. */
  private Left finish(Run run) {
    progress.reached(run, Step.PLANNED);
    RunScope scope = scope(run);
    List<OtherEvents> others = List.of();
    if (!scope.parts().isEmpty()) {

      // 2. Raw rows into states
      if (run.state() == Run.State.PLANNED) {
        windowWriter.noteReplaced(scope, planner.windows());
        StateWriter.Written written = stateWriter.write(scope);
        others = written.others();
        log.statesWritten(run);
        runSize.ran(run.events(), written.groups());
        progress.reached(run, Step.STATES_NOTED);
      }

      // 3. Touched points into series
      seriesWriter.write(scope);
    }

    // 4. Watermarks
    watermarks.move(run);
    progress.reached(run, Step.WATERMARKS_INSERTED);

    // 5. Done
    log.done(run);
    progress.reached(run, Step.DONE);
    return new Left(scope.ignored(), expired(scope), others);
  }

  private Map<Duration, Long> expired(RunScope scope) {
    Map<Duration, Long> expired = new HashMap<>();
    for (RunScope.Part part : scope.parts()) {
      part.floors()
          .forEach(
              (resolution, floor) -> {
                if (part.events().timeMin().getEpochSecond() < floor) {
                  long events = countOldEvents.run(part.events(), scope.run().ranges(), floor);
                  expired.merge(resolution, events, Long::sum);
                }
              });
    }
    expired.values().removeIf(events -> events == 0);
    return expired;
  }

  private RunScope scope(Run run) {
    Map<String, Long> before = log.positionsBefore(run);
    List<RunScope.Part> parts = new ArrayList<>();
    for (RangeEvents events : selectRangeEvents.run(run.ranges())) {
      planner
          .plan(events.eventType(), run.resolutions())
          .ifPresent(plan -> parts.add(part(run, plan, events, before)));
    }
    return new RunScope(run, parts, before);
  }

  private RunScope.Part part(Run run, ScanPlan plan, RangeEvents events, Map<String, Long> before) {
    Optional<Upsert> upsert =
        plan.isUpsert()
            ? Optional.of(
                upsertFinder.find(run, plan, new UpsertRows(events, run.ranges(), before)))
            : Optional.empty();
    return new RunScope.Part(
        plan,
        upsert.map(Upsert::isReplacing).orElse(false) ? scans(plan) : List.of(plan),
        events,
        upsert,
        planner.floors(plan, run.plannedAt()));
  }

  /** Each resolution by itself: what is replaced in a bucket is known to its raw rows only. */
  private List<ScanPlan> scans(ScanPlan plan) {
    return plan.resolutions().stream()
        .flatMap(resolution -> planner.plan(plan.eventType(), List.of(resolution)).stream())
        .toList();
  }
}
