package dev.tally.collector.json;

import dev.tally.edl.model.Attribute;
import java.util.List;
import java.util.Map;

/** What a name of an event's JSON means. */
sealed interface JsonField {
  /**
   * @param slot position among the event type's attributes
   * @param path protobuf field numbers down to the attribute; in a repeated message, from its
   *     element on. Of repeated wrappers that of the field
   */
  record Leaf(int slot, Attribute attribute, List<Integer> path) implements JsonField {}

  /**
   * @param path down to the map field
   */
  record MapOf(int slot, String name, Attribute key, Attribute value, List<Integer> path)
      implements JsonField {}

  /**
   * A repeated message.
   *
   * @param slots positions of the attributes in it
   * @param group its own position, beyond those of all attributes
   * @param path down to its field
   */
  record Elements(String name, List<Integer> slots, int group, Message element, List<Integer> path)
      implements JsonField {}

  record Message(Map<String, JsonField> fields) implements JsonField {}
}
