package dev.tally.aggregator.impact;

import dev.tally.aggregator.impact.CountedPlan.Side;
import dev.tally.aggregator.impact.CountedPlan.StateFamily;
import dev.tally.aggregator.impact.EventTypeImpact.MetricImpact;
import dev.tally.aggregator.plan.Window;
import dev.tally.aggregator.statement.CountGroups.Group;
import dev.tally.aggregator.statement.SelectSeriesCounts.MetricKey;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * How many series and states a change of metrics makes, and how many series get no more points.
 *
 * <p>Series are told apart by metric, statistic, resolution and dimension set, a <i>family</i>, and
 * within it by values. A family that comes has as many series as today's rows have combinations of
 * values; one that goes, as many as had a point in the window; one that stays gains or loses those
 * combinations that only one of the two conditions has: |A ∪ B| − |B| and |A ∪ B| − |A|. Of metrics
 * that are ranked or computed of others only the difference of the two counts is known.
 */
final class SeriesForecast {
  private final ChangedType type;
  private final CountedPlan plan;
  private final DimensionLimits limits;
  private final Map<MetricKey, Long> live;

  /** Of one metric and dimension set. */
  private record Line(String statistic, long resolution) {}

  /**
   * The combinations of values of a metric and set.
   *
   * @param group absent where they are not counted as such
   */
  private record Combinations(long count, Optional<Group> group, boolean isMost) {
    static final Combinations NONE = new Combinations(0, Optional.empty(), false);
  }

  /** Running totals of one metric. */
  private static final class Totals {
    private long added;
    private long orphaned;
    private boolean isMost;
  }

  /**
   * @param live series that had a point in the window
   */
  SeriesForecast(
      ChangedType type, CountedPlan plan, DimensionLimits limits, Map<MetricKey, Long> live) {
    this.type = type;
    this.plan = plan;
    this.limits = limits;
    this.live = live;
  }

  /**
   * @param counts of groups of the plan; what is asked for does not depend on what it answers
   */
  MetricImpact of(MetricChange change, ToLongFunction<Group> counts) {
    Totals totals = new Totals();
    Map<String, DimensionSet> old = sets(change.before());
    Map<String, DimensionSet> now = sets(change.after());
    Set<String> keys = new LinkedHashSet<>(old.keySet());
    keys.addAll(now.keySet());
    for (String key : keys) {
      compare(
          change,
          key,
          Optional.ofNullable(old.get(key)),
          Optional.ofNullable(now.get(key)),
          counts,
          totals);
    }
    return new MetricImpact(
        change.name(),
        change.kind(),
        change.reason(),
        totals.added,
        totals.orphaned,
        states(change, counts),
        totals.isMost);
  }

  /** As they are declared, by the key that series have. */
  private static Map<String, DimensionSet> sets(Optional<Metric> metric) {
    Map<String, DimensionSet> sets = new LinkedHashMap<>();
    metric.ifPresent(
        m -> {
          for (int i = 0; i < m.dimensionSets().size(); i++) {
            sets.put(m.seriesSets().get(i).key(), m.dimensionSets().get(i));
          }
        });
    return sets;
  }

  private void compare(
      MetricChange change,
      String key,
      Optional<DimensionSet> old,
      Optional<DimensionSet> now,
      ToLongFunction<Group> counts,
      Totals totals) {
    Set<Line> before = old.isPresent() ? lines(change.before()) : Set.of();
    Set<Line> after = now.isPresent() ? lines(change.after()) : Set.of();
    for (Line line : minus(before, after)) {
      totals.orphaned +=
          live.getOrDefault(
              new MetricKey(type.name(), change.name(), line.statistic(), line.resolution(), key),
              0L);
    }
    if (now.isEmpty()) {
      return;
    }
    Combinations is = combinations(Side.AFTER, change.after(), now.get(), counts);
    long comes = minus(after, before).size();
    totals.added += comes * is.count();
    totals.isMost |= comes > 0 && is.isMost();
    long stays = after.size() - comes;
    if (stays > 0 && old.isPresent() && isCountable(change)) {
      Combinations was = combinations(Side.BEFORE, change.before(), old.get(), counts);
      long all = all(was, is, counts);
      totals.added += stays * (all - was.count());
      totals.orphaned += stays * (all - is.count());
      totals.isMost |= all > was.count() && is.isMost();
    }
  }

  private static <T> Set<T> minus(Set<T> some, Set<T> others) {
    Set<T> rest = new HashSet<>(some);
    rest.removeAll(others);
    return rest;
  }

  private Set<Line> lines(Optional<Metric> metric) {
    Set<Line> lines = new LinkedHashSet<>();
    metric.ifPresent(
        m -> {
          for (Duration resolution : m.resolutions()) {
            m.aggregate()
                .statistics()
                .forEach(statistic -> lines.add(new Line(statistic, resolution.toSeconds())));
          }
          for (Window window : Window.of(type.name(), m)) {
            window
                .statistics()
                .forEach(statistic -> lines.add(new Line(statistic, window.step().toSeconds())));
          }
        });
    return lines;
  }

  private Combinations combinations(
      Side side, Optional<Metric> metric, DimensionSet set, ToLongFunction<Group> counts) {
    Optional<EventType> of = side == Side.BEFORE ? type.before() : type.after();
    if (metric.isEmpty() || of.isEmpty()) {
      return Combinations.NONE;
    }
    return switch (metric.get().aggregate()) {
      case Aggregate.Derived derived -> derived(side, derived, set, counts);
      case Aggregate.TopK top -> ranked(side, metric.get(), top, set, of.get(), counts);
      case Aggregate other -> plain(side, metric.get(), set, of.get(), counts);
    };
  }

  private Combinations plain(
      Side side, Metric metric, DimensionSet set, EventType of, ToLongFunction<Group> counts) {
    Optional<Group> group = plan.series(side, metric.name(), set);
    long count = group.map(counts::applyAsLong).orElse(0L);
    long most = limits.seriesMax(of, set);
    boolean isSample = metric.aggregate() instanceof Aggregate.Stddev spread && spread.isSample();
    return new Combinations(Math.min(count, most), group, isSample || most < count);
  }

  private Combinations derived(
      Side side, Aggregate.Derived derived, DimensionSet set, ToLongFunction<Group> counts) {
    long least = Long.MAX_VALUE;
    for (String operand : derived.metrics()) {
      long count = plan.series(side, operand, set).map(counts::applyAsLong).orElse(0L);
      least = Math.min(least, count);
    }
    return new Combinations(least, Optional.empty(), true);
  }

  /** Each group has the others as one more value, and each bucket may have other values. */
  private Combinations ranked(
      Side side,
      Metric metric,
      Aggregate.TopK top,
      DimensionSet set,
      EventType of,
      ToLongFunction<Group> counts) {
    DimensionSet ofSeries = set.with(top.field());
    long values = plan.series(side, metric.name(), ofSeries).map(counts::applyAsLong).orElse(0L);
    long groups = plan.series(side, metric.name(), set).map(counts::applyAsLong).orElse(0L);
    long count = values > top.k() ? values + groups : values;
    return new Combinations(
        Math.min(count, limits.seriesMax(of, ofSeries)), Optional.empty(), true);
  }

  /** The combinations that one of the two has, or both. */
  private static long all(Combinations was, Combinations is, ToLongFunction<Group> counts) {
    Optional<Group> old = was.group();
    Optional<Group> now = is.group();
    if (old.isPresent() && now.isPresent() && !old.equals(now)) {
      long all = union(old.get(), now.get(), counts);
      // What is kept apart may be less than what there is.
      return Math.max(Math.max(was.count(), is.count()), was.isMost() || is.isMost() ? 0 : all);
    }
    return Math.max(was.count(), is.count());
  }

  private static long union(Group old, Group now, ToLongFunction<Group> counts) {
    return old.columns().equals(now.columns())
        ? counts.applyAsLong(
            new Group(now.columns(), "(" + old.condition() + ") OR (" + now.condition() + ")"))
        : Math.max(counts.applyAsLong(old), counts.applyAsLong(now));
  }

  /** Whether what there was can be counted, if there was anything. */
  private boolean isCountable(MetricChange change) {
    return change
        .before()
        .map(
            metric ->
                metric.aggregate() instanceof Aggregate.Derived derived
                    ? derived.metrics().stream().allMatch(plan::wasPlanned)
                    : plan.wasPlanned(metric.name()))
        .orElse(true);
  }

  private long states(MetricChange change, ToLongFunction<Group> counts) {
    if (!isCountable(change)) {
      return 0;
    }
    Map<StateFamily, Group> old =
        change.before().map(metric -> plan.states(Side.BEFORE, metric)).orElse(Map.of());
    Map<StateFamily, Group> now =
        change.after().map(metric -> plan.states(Side.AFTER, metric)).orElse(Map.of());
    long added = 0;
    for (Map.Entry<StateFamily, Group> entry : now.entrySet()) {
      Group was = old.get(entry.getKey());
      if (was == null) {
        added += counts.applyAsLong(entry.getValue());
      } else if (!was.equals(entry.getValue())) {
        added += Math.max(0, union(was, entry.getValue(), counts) - counts.applyAsLong(was));
      }
    }
    return added;
  }
}
