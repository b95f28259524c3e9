package dev.tally.collector.json;

import dev.tally.edl.model.Attribute;
import java.util.List;
import java.util.Map;

/** What a name of an event's JSON means. */
sealed interface JsonField {
  /**
   * @param slot position among the event type's attributes
   * @param path protobuf field numbers down to the attribute
   */
  record Leaf(int slot, Attribute attribute, List<Integer> path) implements JsonField {}

  /**
   * @param path down to the map field
   */
  record MapOf(int slot, String name, Attribute key, Attribute value, List<Integer> path)
      implements JsonField {}

  record Message(Map<String, JsonField> fields) implements JsonField {}
}
