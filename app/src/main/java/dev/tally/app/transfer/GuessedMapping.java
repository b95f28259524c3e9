package dev.tally.app.transfer;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.Shape;
import dev.tally.edl.registry.Catalog;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A mapping for rows that look like an event type: the one with most attributes in the rows. */
final class GuessedMapping {
  private GuessedMapping() {}

  /** Empty when no event type has an attribute of the rows. */
  static Optional<Mapping> of(List<JsonNode> rows, Catalog catalog) {
    Map<String, String> places = new HashMap<>();
    rows.forEach(row -> collect(row, "", places));
    return catalog.latest().stream()
        .map(Revision::eventType)
        .max(
            Comparator.comparingInt((EventType type) -> attributes(type, places).size())
                .thenComparing(EventType::name, Comparator.reverseOrder()))
        .filter(type -> !attributes(type, places).isEmpty())
        .map(
            type ->
                new Mapping(
                    places.getOrDefault("time", ""),
                    Map.of(),
                    List.of(new Mapping.Target(type.name(), Map.of(), attributes(type, places)))));
  }

  private static void collect(JsonNode node, String prefix, Map<String, String> places) {
    node.properties()
        .forEach(
            entry -> {
              String place = prefix + entry.getKey();
              places.putIfAbsent(word(place), place);
              collect(entry.getValue(), place + ".", places);
            });
  }

  private static Map<String, String> attributes(EventType type, Map<String, String> places) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Attribute attribute : type.attributes()) {
      String place = places.get(word(attribute.name()));
      if (place != null && attribute.shape() == Shape.SINGULAR) {
        attributes.put(attribute.name(), place);
      }
    }
    return attributes;
  }

  /** {@code deviceOs}, {@code device_os} and {@code device.os} are one. */
  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace(".", "");
  }
}
