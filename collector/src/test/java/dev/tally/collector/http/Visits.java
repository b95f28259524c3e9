package dev.tally.collector.http;

import dev.tally.collector.Samples;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.Shape;
import java.util.List;
import java.util.Optional;

/** An event type with an attribute of every kind and shape. */
final class Visits {
  static final Revision VISIT =
      Samples.revision(
          5,
          "sample.Visit",
          List.of(
              of("user_id", AttributeType.INT64, 1),
              required("country", 2),
              os("device.os", 3, 1),
              of("device.version", AttributeType.UINT32, 3, 2),
              shaped("tags", AttributeType.STRING, Shape.REPEATED, 4),
              shaped("labels.key", AttributeType.STRING, Shape.MAP_KEY, 5, 1),
              shaped("labels.value", AttributeType.INT64, Shape.MAP_VALUE, 5, 2),
              of("photo", AttributeType.BYTES, 7),
              of("paid", AttributeType.BOOL, 8),
              of("price", AttributeType.DOUBLE, 9),
              of("seen", AttributeType.TIMESTAMP, 10),
              of("big", AttributeType.UINT64, 11),
              of("delta", AttributeType.SINT32, 12),
              of("ratio", AttributeType.FLOAT, 13),
              of("mask", AttributeType.FIXED32, 14),
              time("happened", 20)));

  private Visits() {}

  private static Attribute of(String name, AttributeType type, Integer... path) {
    return shaped(name, type, Shape.SINGULAR, path);
  }

  private static Attribute shaped(String name, AttributeType type, Shape shape, Integer... path) {
    return attribute(name, type, shape, Presence.OPTIONAL, Optional.empty(), false, path);
  }

  private static Attribute required(String name, Integer... path) {
    return attribute(
        name,
        AttributeType.STRING,
        Shape.SINGULAR,
        Presence.REQUIRED,
        Optional.empty(),
        false,
        path);
  }

  private static Attribute time(String name, Integer... path) {
    return attribute(
        name,
        AttributeType.TIMESTAMP,
        Shape.SINGULAR,
        Presence.OPTIONAL,
        Optional.empty(),
        true,
        path);
  }

  private static Attribute os(String name, Integer... path) {
    EnumType type =
        new EnumType(
            "sample.Os",
            List.of(
                new EnumType.Value("OS_UNKNOWN", 0, ""),
                new EnumType.Value("LINUX", 1, ""),
                new EnumType.Value("ANDROID", 2, "")));
    return attribute(
        name,
        AttributeType.ENUM,
        Shape.SINGULAR,
        Presence.OPTIONAL,
        Optional.of(type),
        false,
        path);
  }

  private static Attribute attribute(
      String name,
      AttributeType type,
      Shape shape,
      Presence presence,
      Optional<EnumType> enumType,
      boolean eventTime,
      Integer... path) {
    return new Attribute(
        name,
        List.of(path),
        type,
        shape,
        presence,
        enumType,
        DimensionClass.NONE,
        PiiClass.UNSPECIFIED,
        "",
        0,
        eventTime,
        false,
        "");
  }
}
