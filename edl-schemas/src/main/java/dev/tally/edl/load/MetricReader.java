package dev.tally.edl.load;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Weight;
import dev.tally.edl.proto.MetricOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one metric. */
final class MetricReader {
  private final EventScope scope;
  private final List<Attribute> attributes;
  private final MetricOptions options;
  private final OptionPlace place;
  private final Optional<DerivedReader> derived;
  private boolean refused;

  /**
   * @param siblings what it may be computed of
   */
  MetricReader(
      EventScope scope,
      List<Attribute> attributes,
      MetricOptions options,
      OptionPlace place,
      Siblings siblings) {
    this.scope = scope;
    this.attributes = attributes;
    this.options = options;
    this.place = place;
    this.derived =
        DerivedReader.reads(options)
            ? Optional.of(new DerivedReader(this, options, siblings))
            : Optional.empty();
  }

  /** Empty when something about it was refused. */
  Optional<Metric> read() {
    name();
    Optional<Aggregate> aggregate =
        derived
            .map(DerivedReader::aggregate)
            .orElseGet(() -> new AggregateReader(this, options).read());
    Optional<Filter> filter = filter();
    List<DimensionSet> declared = dimensionSets();
    List<DimensionSet> sets = derived.map(d -> d.dimensionSets(declared)).orElse(declared);
    List<Duration> widths = resolutions();
    List<Duration> resolutions = derived.map(d -> d.resolutions(widths)).orElse(widths);
    List<Duration> windows = windows(resolutions);
    if (!windows.isEmpty()) {
      aggregate.ifPresent(this::checkHasWindows);
    }
    if (refused || aggregate.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Metric(
            options.getName(),
            options.hasDescription() ? options.getDescription() : place.comment(),
            aggregate.get(),
            filter,
            sets,
            resolutions,
            windows,
            unit(aggregate.get())));
  }

  private void name() {
    if (options.getName().isEmpty()) {
      refuse(place.position(), "it has no name");
    } else {
      Names.refusal(options.getName()).ifPresent(words -> refuse(place.position("name"), words));
    }
  }

  private Optional<Filter> filter() {
    if (!options.hasFilter()) {
      return Optional.empty();
    }
    FilterParser.Parsed parsed = FilterParser.parse(options.getFilter(), this::find);
    for (FilterParser.Problem problem : parsed.problems()) {
      refused = true;
      if (problem.unknownAttribute().isPresent()) {
        refuseUnknown(
            place.character("filter", problem.offset()), problem.unknownAttribute().get());
      } else {
        refuse(place.character("filter", problem.offset()), "filter: " + problem.message());
      }
    }
    return parsed.filter();
  }

  private List<DimensionSet> dimensionSets() {
    List<DimensionSet> sets = new ArrayList<>();
    sets.add(DimensionSet.OVERALL);
    if (options.getByCount() > EdlLimits.METRIC_DIMENSION_SETS_MAX) {
      refuse(
          place.position("by"),
          "it has more than %d dimension sets".formatted(EdlLimits.METRIC_DIMENSION_SETS_MAX));
      return sets;
    }
    for (int i = 0; i < options.getByCount(); i++) {
      Position position = place.position("by", i);
      DimensionSet set = DimensionSets.parse(options.getBy(i));
      if (set.equals(DimensionSet.OVERALL)) {
        refuse(position, "the dimension set is empty; the overall series exists always");
      } else if (sets.stream().anyMatch(other -> DimensionSets.same(other, set))) {
        refuse(position, "it has the dimension set '%s' twice".formatted(set.key()));
      } else {
        check(set, position);
        sets.add(set);
      }
    }
    return sets;
  }

  private void check(DimensionSet set, Position position) {
    int size = set.attributes().size() + (options.hasTopK() ? 1 : 0);
    if (size > EdlLimits.DIMENSION_SET_ATTRIBUTES_MAX) {
      refuse(
          position,
          "a dimension set has more than %d attributes%s"
              .formatted(
                  EdlLimits.DIMENSION_SET_ATTRIBUTES_MAX,
                  options.hasTopK() ? ", the field of top_k among them" : ""));
    }
    if (options.hasTopK() && set.attributes().contains(options.getTopK().getField())) {
      refuse(
          position,
          "the dimension set '%s' names the field of top_k, which stands behind each set anyway"
              .formatted(set.key()));
    }
    Set<String> seen = new HashSet<>();
    for (String name : set.attributes()) {
      Optional<Attribute> attribute = find(name);
      if (!seen.add(name)) {
        refuse(position, "the dimension set '%s' names '%s' twice".formatted(set.key(), name));
      } else if (attribute.isEmpty()) {
        refuseUnknown(position, name);
      } else if (!attribute.get().isDimension()) {
        refuse(
            position,
            "'%s' is no dimension; declare it as one: (tally.field) = { dimension: … }"
                .formatted(name));
      }
    }
  }

  private List<Duration> resolutions() {
    if (options.getResolutionCount() == 0) {
      return List.of(Metric.RESOLUTION_DEFAULT);
    }
    if (options.getResolutionCount() > EdlLimits.METRIC_RESOLUTIONS_MAX) {
      refuse(
          place.position("resolution"),
          "it has more than %d resolutions".formatted(EdlLimits.METRIC_RESOLUTIONS_MAX));
      return List.of(Metric.RESOLUTION_DEFAULT);
    }
    List<Duration> resolutions = new ArrayList<>();
    for (int i = 0; i < options.getResolutionCount(); i++) {
      Position position = place.position("resolution", i);
      Optional<Duration> resolution = duration(options.getResolution(i), position);
      if (resolution.isPresent()
          && EdlLimits.RESOLUTION_MAX.toSeconds() % resolution.get().toSeconds() != 0) {
        refuse(
            position,
            "a day is no multiple of the resolution '%s'".formatted(options.getResolution(i)));
      } else {
        resolution.ifPresent(resolutions::add);
      }
    }
    return resolutions;
  }

  private List<Duration> windows(List<Duration> resolutions) {
    List<Duration> windows = new ArrayList<>();
    if (options.getWindowsCount() > EdlLimits.METRIC_WINDOWS_MAX) {
      refuse(
          place.position("windows"),
          "it has more than %d windows".formatted(EdlLimits.METRIC_WINDOWS_MAX));
      return windows;
    }
    for (int i = 0; i < options.getWindowsCount(); i++) {
      Position position = place.position("windows", i);
      Optional<Duration> window = duration(options.getWindows(i), position);
      if (window.isPresent() && window.get().compareTo(EdlLimits.WINDOW_MAX) > 0) {
        refuse(
            position,
            "the window '%s' is longer than %s"
                .formatted(options.getWindows(i), Durations.format(EdlLimits.WINDOW_MAX)));
      } else if (window.isPresent() && !resolutions.isEmpty()) {
        checkMultiple(options.getWindows(i), window.get(), Collections.max(resolutions), position);
        windows.add(window.get());
      }
    }
    return windows;
  }

  private void checkHasWindows(Aggregate aggregate) {
    if (aggregate instanceof Aggregate.TopK || aggregate instanceof Aggregate.Derived) {
      refuse(
          place.position("windows", 0), "%s has no rolling windows".formatted(aggregate.keyword()));
    }
  }

  private void checkMultiple(String text, Duration window, Duration coarsest, Position position) {
    if (window.toSeconds() % coarsest.toSeconds() != 0) {
      refuse(
          position,
          "the window '%s' is no multiple of the coarsest resolution, %s"
              .formatted(text, Durations.format(coarsest)));
    } else if (window.toSeconds() % EdlLimits.RESOLUTION_MAX.toSeconds() != 0
        && window.dividedBy(coarsest) > EdlLimits.WINDOW_BUCKETS_MAX) {
      refuse(
          position,
          "the window '%s' has more than %d buckets of %s; only one of whole days may be that long"
              .formatted(text, EdlLimits.WINDOW_BUCKETS_MAX, Durations.format(coarsest)));
    }
  }

  private Optional<Duration> duration(String text, Position position) {
    Optional<Duration> duration = Durations.parse(text);
    if (duration.isEmpty()) {
      refuse(
          position,
          "'%s' is no duration; write a whole number and one of s, m, h, d, w".formatted(text));
    }
    return duration;
  }

  private String unit(Aggregate aggregate) {
    if (options.hasUnit()) {
      return options.getUnit();
    }
    return switch (aggregate) {
      case Aggregate.Count() -> "";
      case Aggregate.WeightedCount(Weight weight) -> "";
      case Aggregate.Uniq(String field) -> "";
      case Aggregate.UniqExact(String field) -> "";
      case Aggregate.TopK(String field, int k) -> "";
      case Aggregate.Histogram(String field, List<Double> bounds) -> "";
      case Aggregate.Sum(String field) -> unitOf(field);
      case Aggregate.WeightedSum(String field, Weight weight) -> unitOf(field);
      case Aggregate.Avg(String field) -> unitOf(field);
      case Aggregate.Stddev(String field, boolean isSample) -> unitOf(field);
      case Aggregate.Min(String field) -> unitOf(field);
      case Aggregate.Max(String field) -> unitOf(field);
      case Aggregate.Quantiles(String field, List<Double> levels) -> unitOf(field);
      case Aggregate.First(String field) -> unitOf(field);
      case Aggregate.Last(String field) -> unitOf(field);
      case Aggregate.Candle candle -> unitOf(candle.field());
      case Aggregate.Derived of -> derived.map(DerivedReader::unit).orElse("");
    };
  }

  private String unitOf(String field) {
    return find(field).map(Attribute::unit).orElse("");
  }

  Optional<Attribute> find(String name) {
    return attributes.stream().filter(attribute -> attribute.name().equals(name)).findFirst();
  }

  Position position(String key, int index) {
    return place.position(key, index);
  }

  /** Unless that there is no such attribute follows from another problem. */
  void refuseUnknown(Position position, String attribute) {
    refused = true;
    if (!scope.lost().explains(attribute)) {
      List<String> names = attributes.stream().map(Attribute::name).toList();
      refuse(
          position,
          "%s has no attribute '%s'%s"
              .formatted(scope.eventType(), attribute, Nearest.hint(attribute, names)));
    }
  }

  /** Unless it was refused, which is a problem of its own. */
  void refuseUnknownMetric(Position position, String name, List<String> names) {
    refused = true;
    if (!scope.lost().explains(name)) {
      refuse(
          position,
          "%s has no metric '%s'%s".formatted(scope.eventType(), name, Nearest.hint(name, names)));
    }
  }

  void refuse(Position position, String words) {
    refused = true;
    scope.refuse(
        position,
        options.getName().isEmpty()
            ? "a metric of %s: %s".formatted(scope.eventType(), words)
            : "metric '%s' of %s: %s".formatted(options.getName(), scope.eventType(), words));
  }
}
