package dev.tally.anomaly;

import static java.util.Objects.requireNonNull;

import dev.tally.anomaly.detect.Band;
import dev.tally.anomaly.detect.Verdict;
import dev.tally.anomaly.detect.Verdict.Outcome;
import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.Ending;
import dev.tally.anomaly.life.LifeCycle;
import dev.tally.anomaly.life.LifeCycle.Step;
import dev.tally.anomaly.life.RuleKey;
import dev.tally.anomaly.notify.Notice.Kind;
import dev.tally.anomaly.notify.Notifiers;
import dev.tally.anomaly.store.AlertStore;
import dev.tally.anomaly.store.AlertStore.Announcement;
import dev.tally.anomaly.store.AlertStore.Findings;
import dev.tally.edl.model.ClassUse;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectObservedDimensions;
import dev.tally.storage.statement.SelectObservedDimensions.Observed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges how many values dimensions have on a day of receipt, UTC, against their classes: what the
 * collectors see ({@code observed_dimensions}), merged. It is the alert that nobody declares.
 *
 * <ul>
 *   <li>A dimension with more values than its class fires, at once: the count of a day only grows.
 *       While the day lasts the alert shows the count as it stands.
 *   <li>It is resolved by the first whole day on which it is not over; or at once when its class
 *       was raised to what it has.
 *   <li>It is withdrawn when there is no such dimension any more.
 * </ul>
 *
 * <p>What is estimated (above 1,536 values) is over when it is beyond the error of the estimate.
 */
public final class CardinalityWatch {
  private static final Duration DAY = Duration.ofDays(1);

  private final Catalog catalog;
  private final SelectObservedDimensions observed;
  private final AlertStore store;
  private final Notifiers notifiers;
  private final Completeness completeness;
  private final Clock clock;
  private final Counter firedCounter;
  private final Counter resolvedCounter;
  private final LifeCycle lifeCycle = new LifeCycle(1, 1);

  /**
   * @param completeness by which a day is whole
   * @param clock for what is noted, never for what is judged
   */
  public CardinalityWatch(
      Catalog catalog,
      ClickHouse clickHouse,
      AlertStore store,
      Notifiers notifiers,
      Completeness completeness,
      MeterRegistry meters,
      Clock clock) {
    this.catalog = requireNonNull(catalog);
    this.observed = new SelectObservedDimensions(clickHouse);
    this.store = requireNonNull(store);
    this.notifiers = requireNonNull(notifiers);
    this.completeness = requireNonNull(completeness);
    this.clock = requireNonNull(clock);
    firedCounter = meters.counter("tally.alerts.fired");
    resolvedCounter = meters.counter("tally.alerts.resolved");
  }

  /**
   * Judges the last whole day and those that have begun since.
   *
   * @throws dev.tally.error.TallyException ENGINE_UNAVAILABLE or METADATA_UNAVAILABLE; it is judged
   *     at the next tick
   */
  public EvaluationReport evaluate(Instant now) {
    // 1. The days, and what was seen on them.
    LocalDate firstOpen = date(completeness.until(DAY, now));
    LocalDate today = date(now);
    Map<RuleKey, Map<LocalDate, Observed>> seen = new HashMap<>();
    for (Observed each : observed.run(firstOpen.minusDays(1), today, "")) {
      seen.computeIfAbsent(key(each), _ -> new HashMap<>()).put(each.day(), each);
    }
    // 2. Whoever is over, or was.
    Set<RuleKey> open = new HashSet<>();
    store.rulesWithOpenAlerts().stream().filter(RuleKey::isOfDimension).forEach(open::add);
    EvaluationReport report = EvaluationReport.NOTHING;
    for (WatchedDimension dimension : WatchedDimension.of(catalog)) {
      Map<LocalDate, Observed> days = seen.getOrDefault(dimension.key(), Map.of());
      if (open.remove(dimension.key()) || isOver(dimension, days)) {
        Judging judging = new Judging(dimension, days, firstOpen);
        judging.judge(today);
        report = report.plus(save(dimension, judging, firstOpen));
      }
    }
    // 3. What is no dimension any more.
    open.forEach(this::withdraw);
    return report;
  }

  private static LocalDate date(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static RuleKey key(Observed observed) {
    return RuleKey.ofDimension(observed.eventType(), observed.dimension());
  }

  private static boolean isOver(WatchedDimension dimension, Map<LocalDate, Observed> days) {
    return days.values().stream().anyMatch(day -> day.use(dimension.valuesMax()) == ClassUse.OVER);
  }

  /** One dimension, day by day. */
  private final class Judging {
    private final WatchedDimension dimension;
    private final Map<LocalDate, Observed> days;
    private final LocalDate firstOpen;
    private final Optional<Instant> progress;
    private final Map<String, Alert> changed = new HashMap<>();
    private final List<Announcement> announcements = new ArrayList<>();
    private Optional<Alert> alert;

    Judging(WatchedDimension dimension, Map<LocalDate, Observed> days, LocalDate firstOpen) {
      this.dimension = dimension;
      this.days = days;
      this.firstOpen = firstOpen;
      progress = store.progress(dimension.key());
      alert = store.open(dimension.key()).stream().findFirst();
    }

    void judge(LocalDate today) {
      for (LocalDate day = firstOpen.minusDays(1); !day.isAfter(today); day = day.plusDays(1)) {
        judgeDay(day);
      }
    }

    private void judgeDay(LocalDate day) {
      Instant time = start(day);
      Observed here = days.get(day);
      boolean isOver = here != null && here.use(dimension.valuesMax()) == ClassUse.OVER;
      Verdict verdict = verdict(here, isOver);
      boolean isWhole = day.isBefore(firstOpen);
      boolean wasJudged = isWhole && progress.filter(until -> until.isAfter(time)).isPresent();
      if (alert.isPresent() && !time.isAfter(alert.get().judgedUntil())) {
        judgeAgain(alert.get(), time, verdict, isOver, here);
      } else if (isOver ? alert.isPresent() || !wasJudged : alert.isPresent() && isWhole) {
        take(lifeCycle.next(alert, dimension.subject(), time, verdict), here);
      }
    }

    private Verdict verdict(@Nullable Observed here, boolean isOver) {
      Band band = new Band(Double.NaN, Double.NaN, dimension.valuesMax());
      return new Verdict(
          here == null ? 0 : here.values(), band, isOver ? Outcome.ABOVE : Outcome.IN);
    }

    private void judgeAgain(
        Alert open, Instant time, Verdict verdict, boolean isOver, @Nullable Observed here) {
      if (!time.equals(open.last().time())) {
        return;
      }
      if (!isOver) {
        take(LifeCycle.end(open, time, Ending.RECOVERED), here);
      } else if (verdict.value() != open.last().value()) {
        take(
            new Step(Optional.of(LifeCycle.refresh(open, time, verdict)), LifeCycle.Change.QUIET),
            here);
      }
    }

    private void take(Step step, @Nullable Observed here) {
      if (step.alert().isEmpty()) {
        return;
      }
      Alert found = step.alert().get();
      if (found.isOpen() && here != null) {
        found = found.withNote(dimension.note(here));
      }
      changed.put(found.id(), found);
      switch (step.change()) {
        case NOTHING, QUIET -> {}
        case FIRED -> announcements.add(new Announcement(found, Kind.FIRED));
        case RESOLVED -> announcements.add(new Announcement(found, Kind.RESOLVED));
      }
      alert = Optional.of(found).filter(Alert::isOpen);
    }
  }

  private EvaluationReport save(WatchedDimension dimension, Judging judging, LocalDate firstOpen) {
    if (judging.changed.isEmpty()) {
      return new EvaluationReport(1, 1, 1, 0, 0);
    }
    Instant until = start(firstOpen);
    boolean isSaved =
        store.save(
            new Findings(
                dimension.key(),
                judging.progress,
                judging.progress.filter(before -> before.isAfter(until)).orElse(until),
                List.copyOf(judging.changed.values()),
                judging.announcements,
                notifiers.recipients(List.of())),
            clock.instant());
    if (!isSaved) {
      return EvaluationReport.NOTHING;
    }
    int fired =
        (int) judging.announcements.stream().filter(each -> each.kind() == Kind.FIRED).count();
    int resolved = judging.announcements.size() - fired;
    firedCounter.increment(fired);
    resolvedCounter.increment(resolved);
    return new EvaluationReport(1, 1, 1, fired, resolved);
  }

  private void withdraw(RuleKey key) {
    List<Announcement> ended = new ArrayList<>();
    for (Alert alert : store.open(key)) {
      LifeCycle.end(alert, alert.judgedUntil(), Ending.WITHDRAWN)
          .alert()
          .ifPresent(each -> ended.add(new Announcement(each, Kind.RESOLVED)));
    }
    store.withdraw(ended, clock.instant());
  }
}
