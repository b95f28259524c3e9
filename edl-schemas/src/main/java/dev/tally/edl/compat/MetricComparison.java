package dev.tally.edl.compat;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.load.Place;
import dev.tally.edl.load.Schema;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Metrics of the same name of one event type. */
final class MetricComparison {
  private static final String NEW_METRIC = "put it back, or add a metric with another name";

  private final Schema before;
  private final Schema after;
  private final EventType old;
  private final EventType now;
  private final Verdicts verdicts;

  MetricComparison(Schema before, Schema after, EventType old, EventType now, Verdicts verdicts) {
    this.before = before;
    this.after = after;
    this.old = old;
    this.now = now;
    this.verdicts = verdicts;
  }

  void compare() {
    Matching<Metric> metrics =
        Matching.of(old.metrics(), now.metrics(), Metric::name, MetricComparison::identity);
    metrics.removed().forEach(this::removed);
    for (Matching.Pair<Metric> pair : metrics.pairs()) {
      if (!pair.before().name().equals(pair.after().name())) {
        renamed(pair.before(), pair.after());
      } else if (!pair.before().equals(pair.after())) {
        compare(pair.before(), pair.after());
      }
    }
  }

  /** All but name and description. */
  static Metric identity(Metric metric) {
    return new Metric(
        "",
        "",
        metric.aggregate(),
        metric.filter(),
        metric.dimensionSets(),
        metric.resolutions(),
        metric.windows(),
        metric.unit());
  }

  private void removed(Metric was) {
    verdicts.add(
        MeaningRules.METRIC_REMOVED,
        name(was),
        after.place(now),
        before.metricOption(old, was, "name"),
        "metric %s is removed".formatted(name(was)),
        "keep it until nothing shows or watches it");
  }

  private void renamed(Metric was, Metric is) {
    add(
        MeaningRules.METRIC_RENAMED,
        was,
        is,
        "name",
        "is renamed to " + is.name(),
        "put the name back; or add %s beside it".formatted(is.name()));
  }

  private void compare(Metric was, Metric is) {
    aggregate(was, is);
    if (!was.filter().equals(is.filter())) {
      add(
          MeaningRules.METRIC_FILTER_CHANGED,
          was,
          is,
          "filter",
          "changes its filter from %s to %s".formatted(text(was.filter()), text(is.filter())),
          NEW_METRIC);
    }
    lost(
        MeaningRules.METRIC_DIMENSION_SET_REMOVED,
        was,
        is,
        "by",
        Metric::dimensionSets,
        DimensionSet::key);
    lost(
        MeaningRules.METRIC_RESOLUTION_REMOVED,
        was,
        is,
        "resolution",
        Metric::resolutions,
        Durations::format);
    lost(
        MeaningRules.METRIC_WINDOW_REMOVED, was, is, "windows", Metric::windows, Durations::format);
    if (!was.unit().isEmpty() && !was.unit().equals(is.unit())) {
      add(
          MeaningRules.METRIC_UNIT_CHANGED,
          was,
          is,
          "unit",
          "changes its unit from %s to %s".formatted(was.unit(), ModelText.orNone(is.unit())),
          NEW_METRIC);
    }
  }

  private <T> void lost(
      CheckRule rule,
      Metric was,
      Metric is,
      String option,
      Function<Metric, List<T>> parts,
      Function<T, String> text) {
    String lost = lost(parts.apply(was), parts.apply(is), text);
    if (!lost.isEmpty()) {
      add(rule, was, is, option, "loses %s: %s".formatted(option, lost), "put it back");
    }
  }

  /** What the second list does not have; empty where it has all. */
  private static <T> String lost(List<T> was, List<T> is, Function<T, String> text) {
    return was.stream()
        .filter(part -> !is.contains(part))
        .map(text)
        .collect(Collectors.joining(" and "));
  }

  private void aggregate(Metric was, Metric is) {
    if (was.aggregate().equals(is.aggregate())) {
      return;
    }
    Optional<String> lost = lostStatistics(was.aggregate(), is.aggregate());
    if (lost.isEmpty()) {
      add(
          MeaningRules.METRIC_AGGREGATE_CHANGED,
          was,
          is,
          is.aggregate().keyword(),
          "changes from %s to %s"
              .formatted(ModelText.aggregate(was.aggregate()), ModelText.aggregate(is.aggregate())),
          NEW_METRIC);
    } else if (!lost.get().isEmpty()) {
      add(
          MeaningRules.METRIC_STATISTIC_REMOVED,
          was,
          is,
          is.aggregate().keyword(),
          "has no %s any more".formatted(lost.get()),
          "put it back");
    }
  }

  /**
   * What one aggregate has less than another of its kind and field; empty text where it has all.
   * Absent where the two compute different things.
   */
  private static Optional<String> lostStatistics(Aggregate was, Aggregate is) {
    if (!was.keyword().equals(is.keyword()) || !was.attribute().equals(is.attribute())) {
      return Optional.empty();
    }
    if (was instanceof Aggregate.Quantiles || was instanceof Aggregate.Histogram) {
      return Optional.of(lost(was.statistics(), is.statistics(), text -> text));
    }
    if (was instanceof Aggregate.TopK a && is instanceof Aggregate.TopK b) {
      return Optional.of(b.k() < a.k() ? "place %d to %d".formatted(b.k() + 1, a.k()) : "");
    }
    if (was instanceof Aggregate.Candle a && is instanceof Aggregate.Candle b) {
      boolean isOther = a.volume().isPresent() && b.volume().isPresent();
      return isOther
          ? Optional.empty()
          : Optional.of(a.volume().map(volume -> "volume " + volume).orElse(""));
    }
    return Optional.empty();
  }

  private static String text(Optional<Filter> filter) {
    return filter.map(ModelText::filter).orElse("none");
  }

  private String name(Metric metric) {
    return old.name() + "." + metric.name();
  }

  private void add(
      CheckRule rule, Metric was, Metric is, String option, String what, String instead) {
    Place place = after.metricOption(now, is, option);
    verdicts.add(
        rule,
        name(was),
        place,
        before.metricOption(old, was, option),
        "metric %s %s".formatted(name(was), what),
        instead);
  }
}
