package dev.tally.edl.load;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.AlertRule.Direction;
import dev.tally.edl.model.AlertRule.Severity;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.Metric;
import dev.tally.edl.proto.AlertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads one alert. */
final class AlertReader {
  private final EventScope scope;
  private final List<Metric> metrics;
  private final AlertOptions options;
  private final OptionPlace place;

  AlertReader(EventScope scope, List<Metric> metrics, AlertOptions options, OptionPlace place) {
    this.scope = scope;
    this.metrics = metrics;
    this.options = options;
    this.place = place;
  }

  /** Empty when something about it was refused. */
  Optional<AlertRule> read() {
    Optional<Detection> detection = detection();
    Optional<Integer> forPoints = forPoints();
    boolean named = checkName() && checkNotifiers();
    Optional<Metric> metric = metric();
    if (metric.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> statistic = statistic(metric.get());
    Optional<DimensionSet> set = dimensionSet(metric.get());
    Optional<Duration> resolution = resolution(metric.get());
    if (!named
        || detection.isEmpty()
        || forPoints.isEmpty()
        || statistic.isEmpty()
        || set.isEmpty()
        || resolution.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new AlertRule(
            options.hasName() ? options.getName() : defaultName(metric.get(), set.get()),
            metric.get().name(),
            statistic.get(),
            set.get(),
            resolution.get(),
            detection.get(),
            severity(),
            options.getNotifyList(),
            forPoints.get()));
  }

  private boolean checkName() {
    Optional<String> refusal =
        options.hasName() ? Names.refusal(options.getName()) : Optional.empty();
    refusal.ifPresent(words -> refuse("name", words));
    return refusal.isEmpty();
  }

  private static String defaultName(Metric metric, DimensionSet set) {
    return set.equals(DimensionSet.OVERALL)
        ? metric.name()
        : metric.name() + "_by_" + String.join("_", set.attributes()).replace('.', '_');
  }

  private boolean checkNotifiers() {
    boolean ok = true;
    for (int i = 0; i < options.getNotifyCount(); i++) {
      if (options.getNotify(i).isBlank()) {
        refuse(place.position("notify", i), "a notifier's name is empty");
        ok = false;
      }
    }
    return ok;
  }

  private Optional<Metric> metric() {
    String name = options.getMetric();
    if (name.isEmpty()) {
      refuse(place.position(), "it names no metric");
      return Optional.empty();
    }
    Optional<Metric> metric = metrics.stream().filter(m -> m.name().equals(name)).findFirst();
    if (metric.isEmpty() && !scope.lost().explains(name)) {
      refuse(
          "metric",
          "%s has no metric '%s'%s"
              .formatted(
                  scope.eventType(),
                  name,
                  Nearest.hint(name, metrics.stream().map(Metric::name).toList())));
    }
    if (metric.isPresent() && metric.get().aggregate() instanceof Aggregate.TopK top) {
      refuse(
          "metric",
          "the series of '%s' come and go with the values; watch a count by '%s'"
              .formatted(name, top.field()));
      return Optional.empty();
    }
    return metric;
  }

  private Optional<String> statistic(Metric metric) {
    String statistic = options.getStatistic();
    List<String> names = metric.aggregate().statistics();
    if (names.equals(List.of("")) && !statistic.isEmpty()) {
      refuse(
          "statistic",
          "only quantiles, histograms and candles have statistics, and '%s' has none"
              .formatted(metric.name()));
      return Optional.empty();
    }
    if (statistic.isEmpty()) {
      return Optional.of(names.getFirst());
    }
    if (!names.contains(statistic)) {
      refuse(
          "statistic",
          "metric '%s' has no statistic '%s', only %s"
              .formatted(metric.name(), statistic, String.join(", ", names)));
      return Optional.empty();
    }
    return Optional.of(statistic);
  }

  private Optional<DimensionSet> dimensionSet(Metric metric) {
    DimensionSet wanted = DimensionSets.parse(options.getBy());
    Optional<DimensionSet> set =
        metric.dimensionSets().stream().filter(s -> DimensionSets.same(s, wanted)).findFirst();
    if (set.isEmpty()) {
      refuse(
          "by",
          "metric '%s' is not broken down by '%s'; add that to its 'by'"
              .formatted(metric.name(), wanted.key()));
    }
    return set;
  }

  private Optional<Duration> resolution(Metric metric) {
    if (!options.hasResolution()) {
      return Optional.of(metric.resolutions().getLast());
    }
    Optional<Duration> resolution =
        Durations.parse(options.getResolution()).filter(metric.resolutions()::contains);
    if (resolution.isEmpty()) {
      refuse(
          "resolution",
          "metric '%s' has no resolution '%s', only %s"
              .formatted(
                  metric.name(),
                  options.getResolution(),
                  metric.resolutions().stream()
                      .map(Durations::format)
                      .collect(Collectors.joining(", "))));
    }
    return resolution;
  }

  private Optional<Detection> detection() {
    return switch (options.getKindCase()) {
      case BAND -> band(options.getBand());
      case THRESHOLD -> threshold(options.getThreshold());
      case KIND_NOT_SET -> {
        refuse(
            place.position(), "it says not when to fire; add band: {} or threshold: { above: … }");
        yield Optional.empty();
      }
    };
  }

  private Optional<Detection> band(AlertOptions.Band band) {
    double width = band.hasWidth() ? band.getWidth() : Detection.Band.WIDTH_DEFAULT;
    if (!(width > 0) || Double.isInfinite(width)) {
      refuse("band.width", "the band's width must be above 0");
      return Optional.empty();
    }
    return Optional.of(
        new Detection.Band(
            switch (band.getDirection()) {
              case DIRECTION_UNSPECIFIED, BOTH -> Direction.BOTH;
              case UP -> Direction.UP;
              case DOWN -> Direction.DOWN;
            },
            width));
  }

  private Optional<Detection> threshold(AlertOptions.Threshold threshold) {
    Optional<Double> above =
        threshold.hasAbove() ? Optional.of(threshold.getAbove()) : Optional.empty();
    Optional<Double> below =
        threshold.hasBelow() ? Optional.of(threshold.getBelow()) : Optional.empty();
    if (above.isEmpty() && below.isEmpty()) {
      refuse("threshold", "the threshold needs 'above', 'below' or both");
      return Optional.empty();
    }
    if (above.stream().anyMatch(d -> !Double.isFinite(d))
        || below.stream().anyMatch(d -> !Double.isFinite(d))) {
      refuse("threshold", "a threshold must be a finite number");
      return Optional.empty();
    }
    if (above.isPresent() && below.isPresent() && below.get() > above.get()) {
      refuse(
          "threshold", "every value is above %s or below %s".formatted(above.get(), below.get()));
      return Optional.empty();
    }
    return Optional.of(new Detection.Threshold(above, below));
  }

  private Severity severity() {
    return switch (options.getSeverity()) {
      case SEVERITY_UNSPECIFIED, WARNING -> Severity.WARNING;
      case INFO -> Severity.INFO;
      case CRITICAL -> Severity.CRITICAL;
    };
  }

  private Optional<Integer> forPoints() {
    if (!options.hasForPoints()) {
      return Optional.of(1);
    }
    int points = options.getForPoints(); // unsigned on the wire; a negative int is too large
    if (points < 1 || points > EdlLimits.ALERT_POINTS_MAX) {
      refuse("for_points", "for_points must be 1 to %,d".formatted(EdlLimits.ALERT_POINTS_MAX));
      return Optional.empty();
    }
    return Optional.of(points);
  }

  private void refuse(String key, String words) {
    refuse(place.position(key), words);
  }

  private void refuse(Position position, String words) {
    String name = options.hasName() ? options.getName() : options.getMetric();
    scope.refuse(
        position,
        name.isEmpty()
            ? "an alert of %s: %s".formatted(scope.eventType(), words)
            : "alert '%s' of %s: %s".formatted(name, scope.eventType(), words));
  }
}
