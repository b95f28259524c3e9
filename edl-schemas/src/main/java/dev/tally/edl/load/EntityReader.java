package dev.tally.edl.load;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Entity;
import dev.tally.edl.model.Filter;
import dev.tally.edl.proto.EventOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the things whose state the events of a type tell. */
final class EntityReader {
  private static final String KEY = "entity_key";
  private static final String DELETED = "entity_deleted";

  private final EventScope scope;
  private final EventOptions options;
  private final OptionPlace place;

  EntityReader(EventScope scope, EventOptions options, OptionPlace place) {
    this.scope = scope;
    this.options = options;
    this.place = place;
  }

  /** Without the attributes that were refused; empty where there are no others. */
  Optional<Entity> read(List<Attribute> attributes) {
    List<String> key = key(attributes);
    Optional<Filter> deleted = deleted(attributes);
    if (options.hasEntityDeleted() && options.getEntityKeyCount() == 0) {
      refuse(
          DELETED,
          0,
          "nothing can be gone where nothing has a name; add entity_key: [\"…\"], the attributes"
              + " that name it");
    }
    return key.isEmpty() ? Optional.empty() : Optional.of(new Entity(key, deleted));
  }

  private List<String> key(List<Attribute> attributes) {
    List<String> names = options.getEntityKeyList();
    if (names.size() > EdlLimits.ENTITY_KEY_ATTRIBUTES_MAX) {
      refuse(
          KEY,
          EdlLimits.ENTITY_KEY_ATTRIBUTES_MAX,
          "it has more than %d attributes".formatted(EdlLimits.ENTITY_KEY_ATTRIBUTES_MAX));
      return List.of();
    }
    List<String> key = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Optional<Attribute> attribute = find(name, attributes);
      if (attribute.isEmpty()) {
        refuseUnknown(KEY, i, name, attributes);
      } else {
        Optional<String> words = refusal(attribute.get(), key);
        int at = i;
        words.ifPresent(w -> refuse(KEY, at, w));
        if (words.isEmpty()) {
          key.add(name);
        }
      }
    }
    return key;
  }

  private static Optional<String> refusal(Attribute attribute, List<String> before) {
    return attribute.eventTime()
        ? Optional.of(
            "'%s' is the event's time, which tells one state from the next and not one thing from another"
                .formatted(attribute.name()))
        : DedupKeyReader.refusal(attribute, before);
  }

  private Optional<Filter> deleted(List<Attribute> attributes) {
    if (!options.hasEntityDeleted()) {
      return Optional.empty();
    }
    FilterParser.Parsed parsed =
        FilterParser.parse(options.getEntityDeleted(), name -> find(name, attributes));
    for (FilterParser.Problem problem : parsed.problems()) {
      Position position = place.character(DELETED, problem.offset());
      Optional<String> unknown = problem.unknownAttribute();
      if (unknown.isEmpty()) {
        refuse(position, DELETED, problem.message());
      } else if (!scope.lost().explains(unknown.get())) {
        refuse(position, DELETED, unknownWords(unknown.get(), attributes));
      }
    }
    return parsed.filter();
  }

  private static Optional<Attribute> find(String name, List<Attribute> attributes) {
    return attributes.stream().filter(attribute -> attribute.name().equals(name)).findFirst();
  }

  /** Unless that there is no such attribute follows from another problem. */
  private void refuseUnknown(String option, int index, String name, List<Attribute> attributes) {
    if (!scope.lost().explains(name)) {
      refuse(option, index, unknownWords(name, attributes));
    }
  }

  private String unknownWords(String name, List<Attribute> attributes) {
    List<String> names = attributes.stream().map(Attribute::name).toList();
    return "%s has no attribute '%s'%s"
        .formatted(scope.eventType(), name, Nearest.hint(name, names));
  }

  private void refuse(String option, int index, String words) {
    refuse(place.position(option, index), option, words);
  }

  private void refuse(Position position, String option, String words) {
    scope.refuse(position, "the %s of %s: %s".formatted(option, scope.eventType(), words));
  }
}
