package dev.tally.edl.load;

import build.buf.validate.MessageRules;
import build.buf.validate.ValidateProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.TimeBounds;
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
    checkMessageRules();
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
        alerts,
        new TimeBounds(
            timeBound("max_age", options.hasMaxAge(), options.getMaxAge()),
            timeBound("max_ahead", options.hasMaxAhead(), options.getMaxAhead())),
        new EntityReader(scope, options, place).read(attributes),
        new RetentionReader(scope, options, place, metrics).read());
  }

  private Optional<Duration> timeBound(String option, boolean isSet, String text) {
    if (!isSet) {
      return Optional.empty();
    }
    Optional<Duration> bound = Durations.parse(text);
    if (bound.isEmpty()) {
      refuse(
          place.position(option),
          "%s '%s' is no duration; write a whole number and one of s, m, h, d, w"
              .formatted(option, text));
    } else if (bound.get().compareTo(EdlLimits.TIME_BOUND_MAX) > 0) {
      refuse(
          place.position(option),
          "%s '%s' is longer than %s"
              .formatted(option, text, Durations.format(EdlLimits.TIME_BOUND_MAX)));
      return Optional.empty();
    }
    return bound;
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

  /** Of protovalidate; they are in CEL, or over several fields. */
  private void checkMessageRules() {
    MessageRules rules = scope.message().getOptions().getExtension(ValidateProto.message);
    for (FieldDescriptor option : rules.getAllFields().keySet()) {
      List<Integer> path =
          SourceMap.child(
              SourceMap.path(scope.message()),
              DescriptorProto.OPTIONS_FIELD_NUMBER,
              ValidateProto.MESSAGE_FIELD_NUMBER,
              option.getNumber(),
              0);
      refuse(
          scope.source().position(path),
          "(buf.validate.message) has rules over the whole message, which Tally does not evaluate");
    }
    for (OneofDescriptor oneof : scope.message().getRealOneofs()) {
      if (oneof.getOptions().getExtension(ValidateProto.oneof).getRequired()) {
        scope.refuse(
            "oneof '%s' of %s is required by (buf.validate.oneof), which Tally does not evaluate"
                .formatted(oneof.getName(), scope.eventType()));
      }
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
