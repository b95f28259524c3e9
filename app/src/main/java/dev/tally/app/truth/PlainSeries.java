package dev.tally.app.truth;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.SeriesName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All points that an event type's metrics have for some events: the events of each bucket and
 * combination of values are put side by side, and each statistic is computed from all of them.
 * Cost: all events, for each metric, dimension set and resolution.
 */
public final class PlainSeries {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MS_PER_S = 1_000;

  /** As the engine compares texts. */
  private static final Comparator<String> BYTES =
      Comparator.comparing(text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private final EventType type;
  private final List<PlainEvent> events;
  private final Map<Grouping, Map<Group, List<PlainEvent>>> groups = new HashMap<>();
  private final Map<Point, Expected> points = new HashMap<>();

  private record Grouping(DimensionSet set, Duration resolution) {}

  /**
   * @param values of the set's attributes; empty where unset
   */
  private record Group(List<String> values, long bucketS) {}

  private PlainSeries(EventType type, List<PlainEvent> events) {
    this.type = type;
    this.events = events;
  }

  /**
   * @param events that count, each once
   * @return with the windows of steps that are yet to begin
   */
  public static Map<Point, Expected> of(EventType type, List<PlainEvent> events) {
    PlainSeries series = new PlainSeries(type, events);
    type.metrics().forEach(series::add);
    return series.points;
  }

  private void add(Metric metric) {
    for (DimensionSet set : metric.dimensionSets()) {
      for (Duration resolution : metric.resolutions()) {
        Grouping grouping = new Grouping(set, resolution);
        groups(grouping).forEach((group, members) -> add(metric, grouping, group, members));
      }
      for (Duration window : metric.windows()) {
        addWindow(metric, set, window);
      }
    }
  }

  private void add(Metric metric, Grouping grouping, Group group, List<PlainEvent> members) {
    switch (metric.aggregate()) {
      case Aggregate.TopK top ->
          ranked(metric, top, members)
              .forEach(
                  (value, count) ->
                      put(
                          metric,
                          "",
                          new Grouping(grouping.set().with(top.field()), grouping.resolution()),
                          new Group(with(group.values(), value), group.bucketS()),
                          Expected.exact((double) count)));
      case Aggregate.Ratio ratio ->
          number(ratio.numerator(), members)
              .flatMap(of -> number(ratio.denominator(), members).flatMap(to -> divided(of, to)))
              .ifPresent(value -> put(metric, "", grouping, group, value));
      case Aggregate.Rate rate ->
          number(rate.metric(), members)
              .flatMap(of -> divided(of, (double) grouping.resolution().toSeconds()))
              .ifPresent(value -> put(metric, "", grouping, group, value));
      default ->
          PlainValues.of(metric, members)
              .forEach((statistic, value) -> put(metric, statistic, grouping, group, value));
    }
  }

  private void put(
      Metric metric, String statistic, Grouping grouping, Group group, Expected value) {
    String path =
        SeriesName.path(
            type.name(),
            metric.name(),
            statistic,
            grouping.resolution(),
            grouping.set(),
            group.values());
    points.put(new Point(path, group.bucketS()), value);
  }

  /** A day, or the metric's coarsest resolution, is one step. */
  private void addWindow(Metric metric, DimensionSet set, Duration length) {
    boolean isOfDays = length.toSeconds() % DAY.toSeconds() == 0;
    Duration step = isOfDays ? DAY : metric.resolutions().getLast();
    long steps = length.dividedBy(step);
    if (steps < 2) {
      return;
    }
    Grouping grouping = new Grouping(set, step);
    Map<Group, List<PlainEvent>> windows = new HashMap<>();
    groups(grouping)
        .forEach(
            (group, members) -> {
              for (long later = 0; later < steps; later++) {
                long end = group.bucketS() + later * step.toSeconds();
                windows
                    .computeIfAbsent(new Group(group.values(), end), g -> new ArrayList<>())
                    .addAll(members);
              }
            });
    String over = "over_" + Durations.format(length);
    windows.forEach(
        (group, members) ->
            PlainValues.of(metric, members)
                .forEach(
                    (statistic, value) ->
                        put(
                            metric,
                            statistic.isEmpty() ? over : statistic + "_" + over,
                            grouping,
                            group,
                            value)));
  }

  private Map<Group, List<PlainEvent>> groups(Grouping grouping) {
    return groups.computeIfAbsent(grouping, this::group);
  }

  private Map<Group, List<PlainEvent>> group(Grouping grouping) {
    Map<Group, List<PlainEvent>> found = new HashMap<>();
    long width = grouping.resolution().toSeconds();
    for (PlainEvent event : events) {
      long bucket = Math.floorDiv(event.timeMs(), width * MS_PER_S) * width;
      List<String> values =
          grouping.set().attributes().stream().map(name -> event.text(name).orElse("")).toList();
      found.computeIfAbsent(new Group(values, bucket), g -> new ArrayList<>()).add(event);
    }
    return found;
  }

  /** Of equally frequent values the first goes first. */
  private static Map<String, Long> ranked(
      Metric metric, Aggregate.TopK top, List<PlainEvent> members) {
    Map<String, Long> counts = new TreeMap<>(BYTES);
    for (PlainEvent event : PlainValues.counted(metric, members)) {
      event.text(top.field()).ifPresent(value -> counts.merge(value, 1L, Long::sum));
    }
    List<Map.Entry<String, Long>> sorted =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .toList();
    Map<String, Long> ranked = new LinkedHashMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      String value = i < top.k() ? sorted.get(i).getKey() : Aggregate.TopK.OTHER;
      ranked.merge(value, sorted.get(i).getValue(), Long::sum);
    }
    return ranked;
  }

  /** The one number of another metric; empty where it has no point. */
  private Optional<Double> number(String metric, List<PlainEvent> members) {
    Expected value = PlainValues.of(type.metric(metric).orElseThrow(), members).get("");
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Expected.Between(double low, double high)) {
      return Optional.of((low + high) / 2);
    }
    throw new IllegalArgumentException(metric + " may be several numbers");
  }

  private static Optional<Expected> divided(double of, double to) {
    double value = of / to;
    return Double.isFinite(value)
        ? Optional.of(Expected.near(value, PlainValues.ROUNDING * (1 + Math.abs(value))))
        : Optional.empty();
  }

  private static List<String> with(List<String> values, String value) {
    List<String> all = new ArrayList<>(values);
    all.add(value);
    return all;
  }
}
