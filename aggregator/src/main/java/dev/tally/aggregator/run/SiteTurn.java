package dev.tally.aggregator.run;

import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.Window;
import dev.tally.aggregator.run.RunProgress.Step;
import dev.tally.aggregator.site.SiteLog;
import dev.tally.aggregator.site.SitePiece;
import dev.tally.aggregator.site.SitePull;
import dev.tally.aggregator.statement.InsertWatermarks;
import dev.tally.aggregator.statement.PulledBuckets;
import dev.tally.aggregator.statement.PulledStates;
import dev.tally.aggregator.statement.SelectCompleteness;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.aggregator.statement.TouchStates;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a pull that belongs to the rollups, for nobody else may write states and points
 * meanwhile. In a turn, between runs, a run is noted that covers no blocks and goes before all
 * others. It
 *
 * <ol>
 *   <li>notes what is about to vanish, for rolling windows;
 *   <li>deletes what is here of the site in the buckets that were fetched, and puts in what was;
 *   <li>writes the points that this touched, as any run does;
 *   <li>notes how far the site is, and that it is done.
 * </ol>
 *
 * Each step may be repeated.
 */
final class SiteTurn {
  private static final Logger LOG = LoggerFactory.getLogger(SiteTurn.class);

  private final SiteLog log;
  private final Planner planner;
  private final RunLog runs;
  private final WindowLog windows;
  private final SeriesWriter seriesWriter;
  private final PulledStates pulledStates;
  private final TouchStates touchStates;
  private final InsertWatermarks insertWatermarks;
  private final SelectCompleteness selectCompleteness;
  private final RunProgress progress;

  SiteTurn(
      SiteLog log,
      Planner planner,
      ClickHouse clickHouse,
      MetadataDatabase metadata,
      RunLog runs,
      SeriesWriter seriesWriter,
      RunProgress progress) {
    this.log = log;
    this.planner = planner;
    this.runs = runs;
    this.windows = new WindowLog(metadata);
    this.seriesWriter = seriesWriter;
    this.pulledStates = new PulledStates(clickHouse);
    this.touchStates = new TouchStates(clickHouse);
    this.insertWatermarks = new InsertWatermarks(clickHouse);
    this.selectCompleteness = new SelectCompleteness(clickHouse);
    this.progress = progress;
  }

  /** The oldest pull that waits for rollups. No run is under way. */
  void advance() {
    Optional<SitePull> next = log.waiting();
    if (next.isEmpty()) {
      return;
    }
    SitePull pull = next.get();
    if (pulledStates.tables(pull.staging()).isEmpty()) {
      LOG.warn("what was fetched from site '{}' is gone and will be fetched again", pull.site());
      log.forget(pull);
      return;
    }
    runs.planPull(log, pull, selectCompleteness.run(pull.resolutions())).ifPresent(this::finish);
  }

  /** Finishes a run that puts a pull in. */
  void finish(Run run) {
    progress.reached(run, Step.PLANNED);
    SitePull pull = log.read(run.pull());

    // New states for old ones
    if (run.state() == Run.State.PLANNED) {
      noteVanishing(run, pull);
      replace(run, pull);
      runs.statesWritten(run);
      progress.reached(run, Step.STATES_NOTED);
    }

    // Touched points
    RunScope scope = scope(run, pull);
    if (!scope.parts().isEmpty()) {
      seriesWriter.write(scope);
    }

    // How far the site is, and whoever pulls from us may go
    insertWatermarks.ofSite(pull.site(), pull.watermarks());
    insertWatermarks.done(run.id(), run.resolutions());
    progress.reached(run, Step.WATERMARKS_INSERTED);

    // Done
    runs.pulled(run, log, pull);
    pulledStates.drop(pull.staging());
    progress.reached(run, Step.DONE);
  }

  /** Windows find changed states by their run, but not those that are gone. */
  private void noteVanishing(Run run, SitePull pull) {
    for (SitePiece piece : pull.pieces()) {
      boolean hasWindow =
          planner.windows().stream()
              .filter(window -> window.eventType().equals(piece.event()))
              .map(Window::step)
              .anyMatch(piece.width()::equals);
      if (hasWindow && !piece.vanishing().isEmpty()) {
        windows.noteReplaced(run, piece.event(), piece.width(), piece.vanishing());
      }
    }
  }

  private void replace(Run run, SitePull pull) {
    List<PulledBuckets> buckets = pull.pieces().stream().map(SitePiece::scope).toList();
    List<String> tables = pulledStates.tables(pull.staging());
    for (String table : tables) {
      if (pulledStates.delete(table, pull.site(), run.id(), buckets)) {
        progress.reached(run, Step.STATES_DELETED);
      }
      pulledStates.insert(pull.staging(), table, pull.site(), run.id(), token(run, pull, table));
      progress.reached(run, Step.STATES_INSERTED);
    }
    touchOthers(run, pull, tables);
  }

  /** Of a bucket in which something vanishes, all points are written anew. */
  private void touchOthers(Run run, SitePull pull, List<String> tables) {
    List<String> vanishing =
        pull.pieces().stream()
            .filter(piece -> !piece.vanishing().isEmpty())
            .map(piece -> piece.scope(piece.vanishing()).condition())
            .toList();
    if (!vanishing.isEmpty()) {
      String condition =
          "site != %s AND ((%s))"
              .formatted(Sql.literal(pull.site()), String.join(") OR (", vanishing));
      tables.forEach(table -> touchStates.run(table, run.id(), condition));
    }
  }

  /** Its time tells it from pulls of an earlier metadata database. */
  private static String token(Run run, SitePull pull, String table) {
    return "pull-%d-%d-%s".formatted(pull.id(), run.plannedAt().toEpochMilli(), table);
  }

  /** A part per event type and resolution: what vanished did so in one resolution. */
  private RunScope scope(Run run, SitePull pull) {
    List<RunScope.Part> parts = new ArrayList<>();
    for (SitePiece piece : pull.pieces()) {
      planner
          .plan(piece.event(), List.of(piece.width()))
          .map(
              plan ->
                  new RunScope.Part(
                      plan, List.of(plan), events(piece), Optional.of(vanished(piece)), Map.of()))
          .ifPresent(parts::add);
    }
    return new RunScope(run, parts, Map.of());
  }

  private static Upsert vanished(SitePiece piece) {
    return new Upsert(List.of(), piece.width(), piece.vanishing(), false, 0);
  }

  /** As if events had come from the first bucket to the last. */
  private static RangeEvents events(SitePiece piece) {
    return new RangeEvents(
        piece.event(),
        0,
        Instant.ofEpochSecond(piece.buckets().getFirst().from()),
        Instant.ofEpochSecond(piece.buckets().getLast().until()).minus(piece.width()),
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
