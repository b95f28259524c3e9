package dev.tally.aggregator.run;

import dev.tally.aggregator.cap.CappedScan;
import dev.tally.aggregator.cap.OtherEvents;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.run.RunProgress.Step;
import dev.tally.aggregator.statement.BlockRange;
import dev.tally.aggregator.statement.InsertStates;
import dev.tally.aggregator.statement.InsertStates.Source;
import dev.tally.aggregator.statement.RawCondition;
import dev.tally.aggregator.statement.RepeatedRows;
import dev.tally.aggregator.statement.Scratch;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.aggregator.statement.UpsertRows;
import dev.tally.aggregator.statement.UpsertedStates;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the raw rows of a run once, and writes them as states of all its resolutions. */
final class StateWriter {
  private final Scratch scratch;
  private final CappedScan cappedScan;
  private final RepeatedRows repeatedRows;
  private final UpsertedStates upsertedStates;
  private final InsertStates insertStates;
  private final RunProgress progress;

  StateWriter(ClickHouse clickHouse, CappedScan cappedScan, RunProgress progress) {
    this.scratch = new Scratch(clickHouse);
    this.cappedScan = cappedScan;
    this.repeatedRows = new RepeatedRows(clickHouse);
    this.upsertedStates = new UpsertedStates(clickHouse);
    this.insertStates = new InsertStates(clickHouse);
    this.progress = progress;
  }

  /**
   * @param others what counts as {@code __other__}
   * @param groups that the scans made
   */
  record Written(List<OtherEvents> others, long groups) {}

  Written write(RunScope scope) {
    return write(scope, "");
  }

  /**
   * @param prefix before the names of the states tables
   */
  Written write(RunScope scope, String prefix) {
    Run run = scope.run();
    scratch.dropLeftovers();
    Set<String> repeated =
        repeatedRows.eventTypes(
            scope.parts().stream()
                .filter(part -> part.upsert().isEmpty())
                .map(RunScope.Part::events)
                .toList());
    List<Source> sources = new ArrayList<>();
    List<OtherEvents> others = new ArrayList<>();
    for (RunScope.Part part : scope.parts()) {
      boolean isRepeated = repeated.contains(part.events().eventType());
      for (ScanPlan scan : part.scans()) {
        String table = Scratch.name(run.id());
        List<OtherEvents> found =
            cappedScan.run(
                table,
                scan,
                plan ->
                    part.upsert()
                        .map(upsert -> rows(scope, part, plan, upsert))
                        .orElseGet(() -> plan.rows(condition(scope, part.events(), isRepeated))));
        if (scan.equals(part.scans().getFirst())) {
          others.addAll(found);
        }
        sources.add(new Source(table, scan, part.floors()));
      }
    }
    long groups = scratch.rows(sources.stream().map(Source::table).toList());
    progress.reached(run, Step.SCANNED);
    scope.parts().forEach(part -> delete(prefix, run, part));
    insertStates.run(
        prefix,
        run.id(),
        sources,
        run.isLarge(),
        token(run),
        kind -> progress.reached(run, Step.STATES_INSERTED));
    sources.forEach(source -> scratch.drop(source.table()));
    return new Written(others, groups);
  }

  /** The buckets that are computed anew add to nothing. */
  private void delete(String prefix, Run run, RunScope.Part part) {
    for (Duration resolution : part.plan().resolutions()) {
      List<Long> replaced = part.replaced(resolution);
      if (!replaced.isEmpty()) {
        upsertedStates.delete(prefix, run.id(), part.plan(), resolution, replaced);
        if (prefix.isEmpty()) {
          upsertedStates.touchOthers(run.id(), part.plan(), resolution, replaced);
        }
        progress.reached(run, Step.STATES_DELETED);
      }
    }
  }

  private static String rows(RunScope scope, RunScope.Part part, ScanPlan scan, Upsert upsert) {
    UpsertRows rows = scope.upsertRows(part.events());
    if (!upsert.isRepeated()) {
      return scan.rows(rows.own(upsert.closedDays()));
    }
    if (!upsert.isReplacing()) {
      return scan.latestRows(List.of(rows.own(upsert.closedDays())));
    }
    Duration resolution = scan.resolutions().getFirst();
    List<Long> replaced = upsert.replaced(resolution);
    return scan.latestRows(
        List.of(
            rows.own(upsert.closedDays(), resolution, replaced), rows.of(resolution, replaced)));
  }

  private static String condition(RunScope scope, RangeEvents events, boolean isRepeated) {
    List<BlockRange> ranges = scope.run().ranges();
    String rows =
        "event = "
            + Sql.literal(events.eventType())
            + " AND "
            + RawCondition.of(ranges, events.receivedMin(), events.receivedMax());
    return isRepeated
        ? rows + " AND " + RepeatedRows.condition(events, ranges, scope.before())
        : rows;
  }

  /** Follows from the run alone. Its time tells it from runs of an earlier metadata database. */
  private static String token(Run run) {
    return "rollup-%d-%d".formatted(run.id(), run.plannedAt().toEpochMilli());
  }
}
