package dev.tally.web;

import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.AlertRule.Detection.Band;
import dev.tally.edl.model.AlertRule.Detection.Threshold;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Presence;
import dev.tally.web.answer.EventTypeAnswer;
import dev.tally.web.answer.EventTypeAnswer.Detection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What an event type declares, in the words of the API. */
record Declared(EventType eventType) {
  String rawRetention() {
    return Durations.format(eventType.rawRetention());
  }

  List<EventTypeAnswer.Attribute> attributes() {
    return eventType.attributes().stream().map(Declared::attribute).toList();
  }

  List<EventTypeAnswer.Metric> metrics() {
    return eventType.metrics().stream().map(Declared::metric).toList();
  }

  List<EventTypeAnswer.Alert> alerts() {
    return eventType.alerts().stream().map(Declared::alert).toList();
  }

  private static EventTypeAnswer.Attribute attribute(Attribute attribute) {
    String type =
        attribute
            .enumType()
            .map(EnumType::name)
            .orElseGet(() -> attribute.type().name().toLowerCase(Locale.ROOT));
    return new EventTypeAnswer.Attribute(
        attribute.name(),
        type,
        attribute.kind(),
        attribute.shape(),
        attribute.presence() == Presence.REQUIRED,
        attribute.unit(),
        attribute.scale(),
        attribute.isDimension(),
        attribute.dimension() == DimensionClass.NONE ? null : attribute.valuesMax(),
        attribute.pii(),
        attribute.eventTime(),
        attribute.deprecated(),
        attribute.description(),
        attribute.enumType().map(EnumType::values).orElse(List.of()));
  }

  private static EventTypeAnswer.Metric metric(Metric metric) {
    Aggregate aggregate = metric.aggregate();
    return new EventTypeAnswer.Metric(
        metric.name(),
        metric.description(),
        aggregate.keyword(),
        field(aggregate),
        statistics(aggregate),
        metric.filter().map(FilterText::of).orElse(""),
        metric.seriesSets().stream().map(DimensionSet::attributes).toList(),
        durations(metric.resolutions()),
        durations(metric.windows()),
        metric.unit());
  }

  /** What it has besides the one that needs no name. */
  private static List<String> statistics(Aggregate aggregate) {
    return aggregate.statistics().stream().filter(name -> !name.isEmpty()).toList();
  }

  /** What it is computed of: an attribute, or other metrics. */
  private static String field(Aggregate aggregate) {
    return aggregate instanceof Aggregate.Derived derived
        ? String.join(", ", derived.metrics())
        : aggregate.attribute().orElse("");
  }

  private static List<String> durations(List<Duration> durations) {
    return durations.stream().map(Durations::format).toList();
  }

  private static EventTypeAnswer.Alert alert(AlertRule rule) {
    return new EventTypeAnswer.Alert(
        rule.name(),
        rule.metric(),
        rule.statistic(),
        rule.dimensionSet().attributes(),
        Durations.format(rule.resolution()),
        detection(rule.detection()),
        rule.severity(),
        rule.notifiers(),
        rule.forPoints());
  }

  private static Detection detection(AlertRule.Detection detection) {
    return switch (detection) {
      case Band band -> new Detection("band", band.direction(), band.width(), null, null);
      case Threshold threshold ->
          new Detection(
              "threshold",
              null,
              null,
              threshold.above().orElse(null),
              threshold.below().orElse(null));
    };
  }
}
