package dev.tally.aggregator.run;

import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.statement.SelectRepeatedBuckets;
import dev.tally.aggregator.statement.SelectRepeatedBuckets.RepeatedBucket;
import dev.tally.aggregator.statement.SelectUpsertDays;
import dev.tally.aggregator.statement.SelectUpsertDays.UpsertDay;
import dev.tally.aggregator.statement.UpsertRows;
import dev.tally.aggregator.statement.UpsertedStates;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what a run repeats of an event type with upsert keys, and which days are closed. */
final class UpsertFinder {
  /** No scan takes longer: what has not expired by then will not while it is read. */
  static final Duration SCAN_TIME_MAX = Duration.ofHours(1);

  private static final long DAY_S = 86_400;

  private final Catalog catalog;
  private final Clock clock;
  private final UpsertDays days;
  private final SelectUpsertDays selectUpsertDays;
  private final SelectRepeatedBuckets selectRepeatedBuckets;
  private final UpsertedStates upsertedStates;

  UpsertFinder(Catalog catalog, ClickHouse clickHouse, UpsertDays days, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
    this.days = days;
    this.selectUpsertDays = new SelectUpsertDays(clickHouse);
    this.selectRepeatedBuckets = new SelectRepeatedBuckets(clickHouse);
    this.upsertedStates = new UpsertedStates(clickHouse);
  }

  /** The same for a run that is repeated: what it covers is fixed. */
  Upsert find(Run run, ScanPlan plan, UpsertRows rows) {
    Duration grain = Upsert.grain(run.resolutions());
    List<UpsertDay> touched = selectUpsertDays.run(rows);
    Map<Long, Long> expires = expires(run, plan, touched);
    List<Long> closed = new ArrayList<>();
    Map<Long, Long> open = new HashMap<>();
    long ignored = 0;
    for (UpsertDay day : touched) {
      long first = expires.getOrDefault(day.day(), day.expires());
      if (isExpired(first)) {
        closed.add(day.day());
        ignored += day.events();
      } else {
        open.put(day.day(), Math.min(first, day.expires()));
      }
    }
    days.note(run.resolutions(), plan.eventType(), open);
    if (open.isEmpty()) {
      return new Upsert(closed, grain, List.of(), false, ignored);
    }
    List<RepeatedBucket> repeated = selectRepeatedBuckets.run(plan, grain, rows, closed);
    return new Upsert(
        closed,
        grain,
        repeated.stream().filter(RepeatedBucket::isReplaced).map(RepeatedBucket::start).toList(),
        !repeated.isEmpty(),
        ignored);
  }

  /**
   * When the first of the rows expires that were counted on a day, before this run. Of a day that
   * was counted before its event type had keys nothing is on record; its rows came on that day or
   * later.
   */
  private Map<Long, Long> expires(Run run, ScanPlan plan, List<UpsertDay> touched) {
    Map<Long, Long> expires = new HashMap<>(days.expires(run.resolutions(), plan.eventType()));
    List<Long> unknown =
        touched.stream().map(UpsertDay::day).filter(day -> !expires.containsKey(day)).toList();
    if (!unknown.isEmpty()) {
      long retentionS =
          catalog
              .latest(plan.eventType())
              .map(Revision::eventType)
              .map(EventType::rawRetention)
              .orElse(Duration.ZERO)
              .toSeconds();
      Set<Long> counted = upsertedStates.days(run.id(), plan, unknown);
      counted.forEach(day -> expires.put(day, day + Math.ceilDiv(retentionS, DAY_S)));
    }
    return expires;
  }

  private boolean isExpired(long day) {
    return day * DAY_S <= clock.instant().plus(SCAN_TIME_MAX).getEpochSecond();
  }
}
