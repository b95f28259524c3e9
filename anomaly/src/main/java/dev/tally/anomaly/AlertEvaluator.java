package dev.tally.anomaly;

import static java.util.Objects.requireNonNull;

import dev.tally.anomaly.detect.Judge;
import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.Ending;
import dev.tally.anomaly.life.LifeCycle;
import dev.tally.anomaly.life.RuleKey;
import dev.tally.anomaly.notify.Notice.Kind;
import dev.tally.anomaly.notify.Notifiers;
import dev.tally.anomaly.store.AlertStore;
import dev.tally.anomaly.store.AlertStore.Announcement;
import dev.tally.anomaly.store.AlertStore.Findings;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectSeriesPaths.SeriesPath;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the declared alerts. For each rule:
 *
 * <ol>
 *   <li>the range: from where the rule was judged last to the last bucket that is complete;
 *   <li>the series of the rule that exist, with their points;
 *   <li>each point judged, in order, by what its series did before it; the verdict moves the alert
 *       of the series through its life;
 *   <li>alerts, notices and the new progress stored in one transaction.
 * </ol>
 *
 * A replay takes the same way over a range of the past, and tells nobody. Every (rule, series,
 * point) is judged once: progress guards it, also against a second process. What judges have learnt
 * stays in memory between ticks, within a limit; after a restart, or a failure, it is learnt anew
 * from the stored points, and so it is when the same range is judged again.
 *
 * <p>Points that change after they were judged (late events) are not judged again.
 */
public final class AlertEvaluator {
  private static final Logger log = LoggerFactory.getLogger(AlertEvaluator.class);

  private final Catalog catalog;
  private final SeriesSource source;
  private final AlertStore store;
  private final Notifiers notifiers;
  private final Completeness completeness;
  private final AlertSettings settings;
  private final Clock clock;
  private final Counter pointsCounter;
  private final Counter firedCounter;
  private final Counter resolvedCounter;
  private final Counter failedCounter;

  private final ReentrantLock turn = new ReentrantLock();
  private final Map<RuleKey, Remembered> remembered = new HashMap<>();
  private final Set<RuleKey> failing = new HashSet<>();

  /** Judges of a rule that have seen everything before {@code until}. */
  private record Remembered(WatchedRule rule, long until, Map<String, Judge> judges) {
    long points() {
      return (long) judges.size() * rule.seasonality().windowPoints();
    }
  }

  /** A rule's buckets to be judged; {@code skipped} before them are given up. */
  private record Range(Optional<Instant> progress, long from, long until, long skipped) {}

  /**
   * Brings the tables up to date.
   *
   * @param clock for what is noted, never for what is judged
   */
  public AlertEvaluator(
      Catalog catalog,
      ClickHouse clickHouse,
      MetadataDatabase database,
      Notifiers notifiers,
      Completeness completeness,
      AlertSettings settings,
      MeterRegistry meters,
      Clock clock) {
    this.catalog = requireNonNull(catalog);
    source = new SeriesSource(clickHouse, settings.seriesPerRuleMax());
    store = new AlertStore(database);
    this.notifiers = requireNonNull(notifiers);
    this.completeness = requireNonNull(completeness);
    this.settings = requireNonNull(settings);
    this.clock = requireNonNull(clock);
    pointsCounter = meters.counter("tally.alert.points.judged");
    firedCounter = meters.counter("tally.alerts.fired");
    resolvedCounter = meters.counter("tally.alerts.resolved");
    failedCounter = meters.counter("tally.alert.evaluations.failed");
  }

  /**
   * Judges what is complete and was not judged yet. A rule that fails is tried again at the next
   * tick, and does not keep others from being judged.
   *
   * @throws TallyException ENGINE_UNAVAILABLE or METADATA_UNAVAILABLE when nothing can be judged
   */
  public EvaluationReport evaluate(Instant now) {
    turn.lock();
    try {
      List<WatchedRule> rules = WatchedRule.of(catalog);
      withdraw(rules);
      EvaluationReport report = EvaluationReport.NOTHING;
      for (WatchedRule rule : rules) {
        report = report.plus(evaluateGuarded(rule, now));
      }
      return report;
    } finally {
      turn.unlock();
    }
  }

  private EvaluationReport evaluateGuarded(WatchedRule rule, Instant now) {
    try {
      EvaluationReport report = evaluate(rule, now);
      failing.remove(rule.key());
      return report;
    } catch (RuntimeException e) {
      remembered.remove(rule.key());
      failedCounter.increment();
      if (isEverywhere(e)) {
        throw e;
      }
      if (failing.add(rule.key())) {
        log.error("alert {} cannot be judged; tried again at each tick", rule.key(), e);
      }
      return EvaluationReport.NOTHING;
    }
  }

  private static boolean isEverywhere(RuntimeException e) {
    return e instanceof TallyException tally
        && (tally.code() == ErrorCode.ENGINE_UNAVAILABLE
            || tally.code() == ErrorCode.METADATA_UNAVAILABLE);
  }

  private EvaluationReport evaluate(WatchedRule rule, Instant now) {
    // 1. The range.
    long until = completeUntil(rule, now);
    Remembered memory = memory(rule);
    if (memory != null && memory.until() >= until) {
      return EvaluationReport.NOTHING;
    }
    Range range = range(rule, until);
    if (range.from() >= range.until()) {
      return EvaluationReport.NOTHING;
    }
    // 2. and 3. The series, judged.
    Map<String, Judge> judges = memory == null ? new HashMap<>() : memory.judges();
    RuleJudging judging = judge(rule, range, store.open(rule.key()), judges, judgesMax(rule));
    // 4. What was found, stored.
    Findings findings =
        new Findings(
            rule.key(),
            range.progress(),
            SeriesSource.time(rule, until),
            judging.changed(),
            judging.announcements(),
            notifiers.recipients(rule.rule().notifiers()));
    if (!store.save(findings, clock.instant())) {
      remembered.remove(rule.key());
      log.info("alert {} was judged by another process meanwhile", rule.key());
      return EvaluationReport.NOTHING;
    }
    remembered.put(rule.key(), new Remembered(rule, until, judges));
    return report(judging);
  }

  private @Nullable Remembered memory(WatchedRule rule) {
    Remembered memory = remembered.get(rule.key());
    if (memory != null && !memory.rule().equals(rule)) {
      remembered.remove(rule.key());
      return null;
    }
    return memory;
  }

  private long completeUntil(WatchedRule rule, Instant now) {
    Instant complete = completeness.until(rule.rule().resolution(), now);
    return rule.seasonality().index(complete.getEpochSecond());
  }

  private Range range(WatchedRule rule, long until) {
    Optional<Instant> progress = store.progress(rule.key());
    if (progress.isEmpty()) {
      return new Range(progress, until - 1, until, 0);
    }
    // A rule may have got another resolution: a bucket that was judged in part is judged.
    long judged = ceilingIndex(rule, progress.get());
    long from = Math.max(judged, until - settings.catchUpPointsMax());
    if (from > judged) {
      log.warn(
          "alert {} has not been judged since {}: {} points per series are skipped",
          rule.key(),
          progress.get(),
          from - judged);
    }
    return new Range(progress, from, until, from - judged);
  }

  private static long ceilingIndex(WatchedRule rule, Instant time) {
    return rule.seasonality()
        .index(time.getEpochSecond() + rule.rule().resolution().toSeconds() - 1);
  }

  /** The way that live points and replayed ones share. */
  private RuleJudging judge(
      WatchedRule rule, Range range, List<Alert> open, Map<String, Judge> judges, long judgesMax) {
    RuleJudging judging = new RuleJudging(rule, range.from(), range.until(), range.skipped(), open);
    List<SeriesPath> series = source.series(rule, range.from(), range.until());
    source.judge(rule, judging, range.from(), range.until(), series, judges, judgesMax);
    judging.finish();
    pointsCounter.increment((double) judging.points());
    return judging;
  }

  /** So many judges of a rule can be kept beside those of the other rules. */
  private long judgesMax(WatchedRule rule) {
    long others =
        remembered.values().stream()
            .filter(memory -> !memory.rule().equals(rule))
            .mapToLong(Remembered::points)
            .sum();
    return (settings.rememberedPointsMax() - others) / rule.seasonality().windowPoints();
  }

  private EvaluationReport report(RuleJudging judging) {
    int fired = 0;
    int resolved = 0;
    for (Announcement one : judging.announcements()) {
      switch (one.kind()) {
        case FIRED -> fired++;
        case RESOLVED -> resolved++;
      }
    }
    firedCounter.increment(fired);
    resolvedCounter.increment(resolved);
    return new EvaluationReport(1, judging.series(), judging.points(), fired, resolved);
  }

  /** Ends the alerts of rules that are gone. */
  private void withdraw(List<WatchedRule> rules) {
    Set<RuleKey> known = rules.stream().map(WatchedRule::key).collect(Collectors.toSet());
    remembered.keySet().retainAll(known);
    for (RuleKey key : store.rulesWithOpenAlerts()) {
      if (!known.contains(key) && !key.isOfDimension()) {
        List<Announcement> ended = new ArrayList<>();
        for (Alert alert : store.open(key)) {
          LifeCycle.end(alert, alert.judgedUntil(), Ending.WITHDRAWN)
              .alert()
              .ifPresent(a -> ended.add(new Announcement(a, Kind.RESOLVED)));
        }
        store.withdraw(ended, clock.instant());
        log.info("alert {} is gone: {} open alerts are resolved", key, ended.size());
      }
    }
  }

  /**
   * Scores history as if live: each point of the buckets that lie whole in the range, judged by the
   * points before it alone. Alerts that were known in the range are replaced, one that was open at
   * its beginning from its own beginning on; nobody is told. Replaying again, or in parts, finds
   * the same. Ticks go on after the range.
   *
   * @param from inclusive
   * @param until exclusive
   * @throws TallyException ENGINE_UNAVAILABLE, METADATA_UNAVAILABLE; rules before that are replayed
   */
  public ReplayReport replay(Instant from, Instant until) {
    turn.lock();
    try {
      int rules = 0;
      int series = 0;
      long points = 0;
      long outPoints = 0;
      List<Finding> findings = new ArrayList<>();
      for (WatchedRule rule : WatchedRule.of(catalog)) {
        RuleJudging judging = replay(rule, from, until);
        rules++;
        series += judging.series();
        points += judging.points();
        outPoints += judging.outPoints();
        judging.changed().stream().filter(Alert::hasFired).map(Finding::of).forEach(findings::add);
      }
      findings.sort(
          Comparator.comparingDouble(Finding::score)
              .reversed()
              .thenComparing(finding -> finding.alert().id()));
      return new ReplayReport(rules, series, points, outPoints, findings);
    } finally {
      turn.unlock();
    }
  }

  private RuleJudging replay(WatchedRule rule, Instant from, Instant until) {
    remembered.remove(rule.key());
    long end = rule.seasonality().index(until.getEpochSecond());
    Instant wanted = SeriesSource.time(rule, ceilingIndex(rule, from));
    Instant firstTime = store.calmBefore(rule.key(), wanted);
    Range range =
        new Range(
            Optional.empty(),
            ceilingIndex(rule, firstTime),
            Math.max(end, ceilingIndex(rule, from)),
            0);
    RuleJudging judging = judge(rule, range, List.of(), new HashMap<>(), 0);
    store.replace(
        rule.key(),
        firstTime,
        SeriesSource.time(rule, range.until()),
        judging.changed(),
        clock.instant());
    return judging;
  }
}
