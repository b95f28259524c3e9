package dev.tally.edl.load;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.Shape;
import dev.tally.edl.model.ValueKind;
import dev.tally.edl.proto.EventOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the upsert key of an event type. */
final class DedupKeyReader {
  private static final String OPTION = "dedup_key";

  private final EventScope scope;
  private final EventOptions options;
  private final OptionPlace place;

  DedupKeyReader(EventScope scope, EventOptions options, OptionPlace place) {
    this.scope = scope;
    this.options = options;
    this.place = place;
  }

  /** Names of attributes; without those that were refused. */
  List<String> read(List<Attribute> attributes, Duration rawRetention) {
    List<String> names = options.getDedupKeyList();
    if (names.size() > EdlLimits.DEDUP_KEY_ATTRIBUTES_MAX) {
      refuse(
          EdlLimits.DEDUP_KEY_ATTRIBUTES_MAX,
          "it has more than %d attributes".formatted(EdlLimits.DEDUP_KEY_ATTRIBUTES_MAX));
      return List.of();
    }
    if (!names.isEmpty() && rawRetention.compareTo(EdlLimits.DEDUP_RETENTION_MIN) < 0) {
      refuse(
          0,
          "repeats are found among the raw rows; it needs a raw_retention of %s or more, not %s"
              .formatted(
                  Durations.format(EdlLimits.DEDUP_RETENTION_MIN), Durations.format(rawRetention)));
    }
    List<String> key = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (isSound(names.get(i), i, key, attributes)) {
        key.add(names.get(i));
      }
    }
    return key;
  }

  private boolean isSound(String name, int index, List<String> before, List<Attribute> attributes) {
    Optional<Attribute> attribute =
        attributes.stream().filter(a -> a.name().equals(name)).findFirst();
    Optional<String> words =
        attribute.isPresent()
            ? refusal(attribute.get(), before)
            : Optional.of(
                "%s has no attribute '%s'%s"
                    .formatted(
                        scope.eventType(),
                        name,
                        Nearest.hint(name, attributes.stream().map(Attribute::name).toList())));
    if (attribute.isPresent() || !scope.lost().explains(name)) {
      words.ifPresent(w -> refuse(index, w));
    }
    return words.isEmpty();
  }

  /** Why an attribute can't be in a key. */
  static Optional<String> refusal(Attribute attribute, List<String> before) {
    String name = attribute.name();
    if (before.contains(name)) {
      return Optional.of("it names '%s' twice".formatted(name));
    }
    if (attribute.eventTime()) {
      return Optional.of("'%s' is the event's time, which is part of it anyway".formatted(name));
    }
    if (attribute.shape() != Shape.SINGULAR) {
      return Optional.of("'%s' has any number of values".formatted(name));
    }
    if (attribute.name().indexOf('.') >= 0) {
      return Optional.of("'%s' is in a nested message".formatted(name));
    }
    if (attribute.kind() == ValueKind.NUM) {
      return Optional.of(
          "'%s' is a floating-point number, which is never sure to be equal".formatted(name));
    }
    return Optional.empty();
  }

  private void refuse(int index, String words) {
    scope.refuse(
        place.position(OPTION, index),
        "the dedup_key of %s: %s".formatted(scope.eventType(), words));
  }
}
