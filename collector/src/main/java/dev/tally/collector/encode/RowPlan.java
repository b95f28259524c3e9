package dev.tally.collector.encode;

import dev.tally.collector.observe.DimensionObserver;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One revision, compiled: a tree over field numbers whose leaves are the attributes, and the room
 * for one event's values. One thread.
 */
final class RowPlan {
  private static final int MAP_KEY_NUMBER = 1;
  private static final int MAP_VALUE_NUMBER = 2;

  private final Revision revision;
  private final byte[] eventType;
  private final AttributePlan[] attributes;
  private final AttributePlan[] judged;
  private final MessagePlan root;
  private final RowValues values;
  private final TimeBoundsCheck timeBounds;
  private int eventIndex;
  private long eventGeneration;

  private RowPlan(
      Revision revision, AttributePlan[] attributes, MessagePlan root, RowValues values) {
    this.revision = revision;
    this.eventType = revision.eventType().name().getBytes(StandardCharsets.UTF_8);
    this.attributes = attributes;
    this.judged =
        Arrays.stream(attributes).filter(AttributePlan::isJudged).toArray(AttributePlan[]::new);
    this.root = root;
    this.values = values;
    this.timeBounds = new TimeBoundsCheck(revision.eventType().timeBounds());
  }

  /**
   * @throws IllegalArgumentException when the attributes' paths contradict each other
   */
  static RowPlan compile(Revision revision) {
    return compile(revision, DimensionObserver.NONE);
  }

  /**
   * @param observer of its dimensions
   * @throws IllegalArgumentException when the attributes' paths contradict each other
   */
  static RowPlan compile(Revision revision, DimensionObserver observer) {
    List<Attribute> declared = revision.eventType().attributes();
    AttributePlan[] attributes = new AttributePlan[declared.size()];
    Node root = new Node();
    List<MapIndex> maps = new ArrayList<>();
    Map<List<Integer>, AttributePlan> mapKeys = new HashMap<>();
    for (int slot = 0; slot < attributes.length; slot++) {
      Attribute attribute = declared.get(slot);
      AttributePlan plan = new AttributePlan(slot, attribute, observer.watch(revision, attribute));
      attributes[slot] = plan;
      List<Integer> path = attribute.path();
      switch (attribute.shape()) {
        case SINGULAR, REPEATED -> root.put(path, attribute, plan);
        case MAP_KEY -> mapKeys.put(mapPath(attribute, MAP_KEY_NUMBER), plan);
        case MAP_VALUE -> {
          List<Integer> mapPath = mapPath(attribute, MAP_VALUE_NUMBER);
          AttributePlan key = mapKeys.remove(mapPath);
          require(key != null, attribute, "its map has no key before it");
          if (key != null) {
            maps.add(new MapIndex());
            root.put(mapPath, new FieldPlan.MapEntry(key, plan, maps.getLast()));
          }
        }
      }
    }
    if (!mapKeys.isEmpty()) {
      throw new IllegalArgumentException("a map has a key and no value: " + mapKeys.keySet());
    }
    return new RowPlan(revision, attributes, root.build(), new RowValues(attributes, maps));
  }

  private static List<Integer> mapPath(Attribute attribute, int number) {
    List<Integer> path = attribute.path();
    require(path.size() > 1 && path.getLast() == number, attribute, "its path is no map's");
    require(attribute.shape() == Shape.MAP_VALUE || !attribute.eventTime(), attribute, "a key");
    return path.subList(0, path.size() - 1);
  }

  private static void require(boolean holds, Attribute attribute, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("attribute " + attribute.name() + ": " + otherwise);
    }
  }

  /** A message while the tree grows. */
  private static final class Node {
    private final TreeMap<Integer, FieldPlan> fields = new TreeMap<>();
    private final TreeMap<Integer, Node> messages = new TreeMap<>();

    /** Of a repeated message: the attributes in it. */
    private final List<AttributePlan> leaves = new ArrayList<>();

    void put(List<Integer> path, Attribute attribute, AttributePlan plan) {
      if (attribute.isOfElements()) {
        at(path.subList(0, attribute.elementDepth())).leaves.add(plan);
      }
      if (plan.isTime()) {
        put(path, new FieldPlan.Time(plan));
      } else if (plan.isStruct) {
        put(path, new FieldPlan.Struct(plan));
      } else if (attribute.wrapped() && !attribute.isRepeatedWrapper()) {
        put(path.subList(0, path.size() - 1), new FieldPlan.Wrapper(new FieldPlan.Leaf(plan)));
      } else {
        put(path, new FieldPlan.Leaf(plan));
      }
    }

    private Node at(List<Integer> path) {
      Node node = this;
      for (int number : path) {
        node = node.messages.computeIfAbsent(number, n -> new Node());
      }
      return node;
    }

    void put(List<Integer> path, FieldPlan field) {
      int number = path.getFirst();
      boolean isLeaf = path.size() == 1;
      if (fields.containsKey(number) || (isLeaf && messages.containsKey(number))) {
        throw new IllegalArgumentException("two attributes at field " + number);
      }
      if (isLeaf) {
        fields.put(number, field);
      } else {
        messages.computeIfAbsent(number, n -> new Node()).put(path.subList(1, path.size()), field);
      }
    }

    private FieldPlan asField() {
      return leaves.isEmpty()
          ? new FieldPlan.Nested(build())
          : new FieldPlan.Elements(build(), List.copyOf(leaves));
    }

    MessagePlan build() {
      TreeMap<Integer, FieldPlan> all = new TreeMap<>(fields);
      messages.forEach((number, node) -> all.put(number, node.asField()));
      return new MessagePlan(all);
    }
  }

  Revision revision() {
    return revision;
  }

  AttributePlan[] attributes() {
    return attributes;
  }

  /** Those that are checked or converted before they are stored. */
  AttributePlan[] judged() {
    return judged;
  }

  TimeBoundsCheck timeBounds() {
    return timeBounds;
  }

  MessagePlan root() {
    return root;
  }

  /** Of the event that was decoded last. */
  RowValues values() {
    return values;
  }

  /** The event type's name in the event column's dictionary. */
  int eventIndexIn(Dictionary dictionary, long generation) {
    if (eventGeneration != generation) {
      eventGeneration = generation;
      eventIndex = dictionary.indexOf(eventType, 0, eventType.length);
    }
    return eventIndex;
  }
}
