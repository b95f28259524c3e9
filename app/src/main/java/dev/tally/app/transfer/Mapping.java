package dev.tally.app.transfer;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Which event a row is, and where its attributes come from; docs/import.md.
 *
 * @param time place of the event's time in a row; empty for none
 * @param attributes of every event: place in a row, by attribute
 * @param events the first whose condition holds is what a row becomes
 */
record Mapping(String time, Map<String, String> attributes, List<Target> events) {
  /** Stands for the elements of an array. */
  private static final String ELEMENTS = "*";

  private static final List<String> KEYS = List.of("time", "attributes", "events");
  private static final List<String> TARGET_KEYS = List.of("event", "when", "attributes");

  /**
   * @param when texts that must be at these places
   */
  record Target(String event, Map<String, String> when, Map<String, String> attributes) {}

  static Mapping read(Path file) {
    try {
      return of(new YAMLMapper().readTree(Files.readString(file)));
    } catch (IOException | JacksonException e) {
      throw invalid("%s can't be read: %s".formatted(file, firstLine(e)));
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static Mapping of(JsonNode root) {
    check(root, KEYS, "the mapping");
    List<Target> events = new ArrayList<>();
    for (JsonNode event : root.path("events").values()) {
      check(event, TARGET_KEYS, "an event of the mapping");
      events.add(
          new Target(
              event.path("event").asString(""),
              texts(event.path("when")),
              texts(event.path("attributes"))));
    }
    if (events.isEmpty() || events.stream().anyMatch(event -> event.event().isEmpty())) {
      throw invalid("the mapping must have \"events\", each with an \"event\"");
    }
    return new Mapping(root.path("time").asString(""), texts(root.path("attributes")), events);
  }

  private static void check(JsonNode node, List<String> keys, String what) {
    for (String key : node.propertyNames()) {
      if (!keys.contains(key)) {
        throw invalid("%s has no key %s; there are %s".formatted(what, key, keys));
      }
    }
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString("")));
    return texts;
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }

  /** The same mapping as the same text. */
  String canonical() {
    return JsonMapper.shared().writeValueAsString(this);
  }

  String yaml() {
    return new YAMLMapper().writeValueAsString(this);
  }

  /** What a row becomes, as JSON for the coercion rules; null when no condition holds. */
  @Nullable ObjectNode apply(JsonNode row) {
    for (Target target : events) {
      boolean holds =
          target.when().entrySet().stream()
              .allMatch(entry -> at(row, entry.getKey()).asString("").equals(entry.getValue()));
      if (holds) {
        return event(target, row);
      }
    }
    return null;
  }

  private ObjectNode event(Target target, JsonNode row) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event", target.event());
    if (!time.isEmpty()) {
      event.set("time", at(row, time));
    }
    ObjectNode values = event.putObject("attributes");
    attributes.forEach((attribute, place) -> put(values, attribute, at(row, place)));
    target.attributes().forEach((attribute, place) -> put(values, attribute, at(row, place)));
    return event;
  }

  private static void put(ObjectNode values, String attribute, JsonNode value) {
    if (!value.isMissingNode()) {
      values.set(attribute, value);
    }
  }

  /** The value at a dotted place; with {@code *}, an array of those of all elements. */
  private static JsonNode at(JsonNode row, String place) {
    JsonNode whole = row.path(place);
    return whole.isMissingNode() ? at(row, place.split("\\.", -1), 0) : whole;
  }

  private static JsonNode at(JsonNode node, String[] words, int from) {
    JsonNode found = node;
    for (int i = from; i < words.length; i++) {
      if (words[i].equals(ELEMENTS)) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : found.values()) {
          JsonNode value = at(element, words, i + 1);
          if (!value.isMissingNode() && !value.isNull()) {
            all.add(value);
          }
        }
        return all;
      }
      found = found.path(words[i]);
    }
    return found;
  }
}
