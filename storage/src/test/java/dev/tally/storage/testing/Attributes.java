package dev.tally.storage.testing;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Shape;
import java.util.List;
import java.util.Optional;

/** Attributes and event types without an EDL file. */
public final class Attributes {
  private Attributes() {}

  public static Attribute attribute(String name, AttributeType type) {
    return attribute(name, type, Shape.SINGULAR, DimensionClass.NONE, 0, false);
  }

  public static Attribute dimension(String name, AttributeType type) {
    return attribute(name, type, Shape.SINGULAR, DimensionClass.MEDIUM, 0, false);
  }

  public static Attribute scaled(String name, AttributeType type, int scale) {
    return attribute(name, type, Shape.SINGULAR, DimensionClass.NONE, scale, false);
  }

  public static Attribute shaped(String name, AttributeType type, Shape shape) {
    return attribute(name, type, shape, DimensionClass.NONE, 0, false);
  }

  public static Attribute eventTime(String name) {
    return attribute(name, AttributeType.TIMESTAMP, Shape.SINGULAR, DimensionClass.NONE, 0, true);
  }

  public static EventType eventType(String name, Attribute... attributes) {
    return new EventType(
        name,
        "What " + name + " means.",
        "owner",
        EventType.RAW_RETENTION_DEFAULT,
        Delivery.AT_LEAST_ONCE,
        List.of(attributes),
        List.of(),
        List.of());
  }

  public static Attribute attribute(
      String name,
      AttributeType type,
      Shape shape,
      DimensionClass dimension,
      int scale,
      boolean eventTime) {
    return new Attribute(
        name,
        List.of(1),
        type,
        shape,
        Presence.OPTIONAL,
        type == AttributeType.ENUM ? Optional.of(new EnumType("E", List.of())) : Optional.empty(),
        dimension,
        PiiClass.UNSPECIFIED,
        "minutes",
        scale,
        eventTime,
        false,
        "It's \"" + name + "\".");
  }
}
