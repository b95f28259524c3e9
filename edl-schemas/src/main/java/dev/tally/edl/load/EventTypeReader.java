package dev.tally.edl.load;

import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.proto.Edl;
import dev.tally.edl.proto.EventOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads one event type. */
final class EventTypeReader {
  private final EventScope scope;
  private final EventOptions options;
  private final OptionPlace place;

  EventTypeReader(EventScope scope) {
    this.scope = scope;
    this.options = scope.message().getOptions().getExtension(Edl.event);
    this.place = scope.option(EventOptions.getDescriptor(), Edl.EVENT_FIELD_NUMBER);
  }

  /** What is sound of it; when something was refused the result is of use only for more checks. */
  EventType read() {
    checkPlace();
    checkOwner();
    List<Attribute> attributes = new AttributesReader(scope).read();
    List<Metric> metrics = new MetricsReader(scope, attributes).read();
    List<AlertRule> alerts = new AlertsReader(scope, metrics).read();
    Duration rawRetention = rawRetention();
    return new EventType(
        scope.eventType(),
        scope.source().comment(SourceMap.path(scope.message())),
        options.getOwner(),
        rawRetention,
        switch (options.getDelivery()) {
          case DELIVERY_UNSPECIFIED, AT_LEAST_ONCE -> Delivery.AT_LEAST_ONCE;
          case BEST_EFFORT -> Delivery.BEST_EFFORT;
        },
        new DedupKeyReader(scope, options, place).read(attributes, rawRetention),
        attributes,
        metrics,
        alerts);
  }

  private void checkPlace() {
    if (scope.message().getContainingType() != null) {
      refuse(place.position(), "an event type is a top-level message");
    }
    if (scope.eventType().length() > EdlLimits.EVENT_TYPE_NAME_CHARS_MAX) {
      scope.refuse(
          "the name of an event type is longer than %d characters"
              .formatted(EdlLimits.EVENT_TYPE_NAME_CHARS_MAX));
    }
  }

  private void checkOwner() {
    if (options.getOwner().isBlank()) {
      refuse(
          place.position("owner"),
          "it has no owner; add owner: \"…\", the team that answers for it");
    }
  }

  private Duration rawRetention() {
    if (!options.hasRawRetention()) {
      return EventType.RAW_RETENTION_DEFAULT;
    }
    String text = options.getRawRetention();
    Optional<Duration> retention = Durations.parse(text);
    if (retention.isEmpty()) {
      refuse(
          place.position("raw_retention"),
          "raw_retention '%s' is no duration; write a whole number and one of s, m, h, d, w"
              .formatted(text));
    } else if (retention.get().compareTo(EdlLimits.RAW_RETENTION_MAX) > 0) {
      refuse(
          place.position("raw_retention"),
          "raw_retention '%s' is longer than %s"
              .formatted(text, Durations.format(EdlLimits.RAW_RETENTION_MAX)));
    }
    return retention.orElse(EventType.RAW_RETENTION_DEFAULT);
  }

  private void refuse(Position position, String words) {
    scope.refuse(position, "event type %s: %s".formatted(scope.eventType(), words));
  }
}
