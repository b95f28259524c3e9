package dev.tally.collector.json;

import dev.tally.collector.encode.EventProbe;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One revision as JSON sees it: a tree over names whose leaves are the attributes. */
final class JsonPlan {
  private final Revision revision;
  private final List<Attribute> attributes;
  private final JsonField.Message root;
  private final int[] required;
  private final OptionalInt eventTime;
  private final boolean isProbed;
  private final Queue<EventProbe> probes = new ConcurrentLinkedQueue<>();

  private JsonPlan(Revision revision, JsonField.Message root) {
    this.revision = revision;
    this.attributes = revision.eventType().attributes();
    this.root = root;
    this.required =
        slots()
            .filter(s -> attributes.get(s).presence() == Presence.REQUIRED)
            .filter(s -> !attributes.get(s).isOfElements()) // those are looked for in each element
            .toArray();
    this.eventTime = slots().filter(s -> attributes.get(s).eventTime()).findFirst();
    this.isProbed = EventProbe.isNeeded(revision);
  }

  private IntStream slots() {
    return IntStream.range(0, attributes.size());
  }

  static JsonPlan of(Revision revision) {
    Map<String, JsonField> root = new HashMap<>();
    Map<String, Attribute> keys = new HashMap<>();
    Map<List<Integer>, JsonField.Elements> elements = new HashMap<>();
    List<Attribute> attributes = revision.eventType().attributes();
    for (int slot = 0; slot < attributes.size(); slot++) {
      Attribute attribute = attributes.get(slot);
      String name = attribute.name();
      switch (attribute.shape()) {
        case SINGULAR -> put(root, name, new JsonField.Leaf(slot, attribute, path(attribute, 0)));
        case REPEATED -> {
          if (attribute.isRepeatedWrapper()) {
            put(root, name, new JsonField.Leaf(slot, attribute, path(attribute, 1)));
          } else if (attribute.isOfElements()) {
            putInElements(root, elements, slot, attributes);
          } else {
            put(root, name, new JsonField.Leaf(slot, attribute, path(attribute, 0)));
          }
        }
        case MAP_KEY -> keys.put(parent(name), attribute);
        case MAP_VALUE -> {
          String map = parent(name);
          Attribute key = keys.get(map);
          if (key != null) {
            put(root, map, new JsonField.MapOf(slot, map, key, attribute, path(attribute, 1)));
          }
        }
      }
    }
    return new JsonPlan(revision, new JsonField.Message(root));
  }

  private static void putInElements(
      Map<String, JsonField> root,
      Map<List<Integer>, JsonField.Elements> known,
      int slot,
      List<Attribute> attributes) {
    Attribute attribute = attributes.get(slot);
    int depth = attribute.elementDepth();
    List<Integer> path = attribute.path().subList(0, depth);
    List<String> words = List.of(attribute.name().split("\\.", -1));
    JsonField.Elements elements = known.get(path);
    if (elements == null) {
      String name = String.join(".", words.subList(0, depth));
      elements =
          new JsonField.Elements(
              name,
              new ArrayList<>(),
              attributes.size() + known.size(),
              new JsonField.Message(new HashMap<>()),
              path);
      known.put(path, elements);
      put(root, name, elements);
    }
    elements.slots().add(slot);
    put(
        elements.element().fields(),
        String.join(".", words.subList(depth, words.size())),
        new JsonField.Leaf(
            slot, attribute, attribute.path().subList(depth, attribute.path().size())));
  }

  private static String parent(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  private static List<Integer> path(Attribute attribute, int shorter) {
    return attribute.path().subList(0, attribute.path().size() - shorter);
  }

  private static void put(Map<String, JsonField> root, String name, JsonField field) {
    Map<String, JsonField> fields = root;
    String[] words = name.split("\\.", -1);
    for (int i = 0; i < words.length - 1; i++) {
      JsonField inner =
          fields.computeIfAbsent(words[i], word -> new JsonField.Message(new HashMap<>()));
      if (inner instanceof JsonField.Message message) {
        fields = message.fields();
      }
    }
    fields.put(words[words.length - 1], field);
  }

  Revision revision() {
    return revision;
  }

  JsonField.Message root() {
    return root;
  }

  Attribute attribute(int slot) {
    return attributes.get(slot);
  }

  /** Slots of the attributes that an event must have. */
  int[] required() {
    return required;
  }

  OptionalInt eventTime() {
    return eventTime;
  }

  /**
   * Holds a payload to the rules of the event type, and its time to the bounds.
   *
   * @param otherTimeMs the event's time where its attributes do not say
   * @throws EventProblem ATTRIBUTE_INVALID, ATTRIBUTE_MISSING, TIME_TOO_OLD, TIME_TOO_FAR_AHEAD
   */
  void check(WireBuffer payload, int start, long otherTimeMs, long nowMs) throws EventProblem {
    if (!isProbed) {
      return;
    }
    // As many as there are requests at a time.
    EventProbe free = probes.poll();
    EventProbe probe = free == null ? new EventProbe(revision) : free;
    Optional<EventProbe.Finding> finding =
        probe.find(payload.bytes(), start, payload.size() - start, otherTimeMs, nowMs);
    probes.add(probe);
    if (finding.isPresent()) {
      EventProbe.Finding found = finding.get();
      throw new EventProblem(found.code(), found.attribute(), found.reason());
    }
  }

  /** What a dotted name leads to from {@code from}. */
  static @Nullable JsonField find(JsonField.Message from, String name) {
    JsonField direct = from.fields().get(name);
    if (direct != null || name.indexOf('.') < 0) {
      return direct;
    }
    List<String> words = new ArrayList<>(List.of(name.split("\\.", -1)));
    JsonField at = from;
    for (String word : words) {
      at = at instanceof JsonField.Message message ? message.fields().get(word) : null;
    }
    return at;
  }
}
