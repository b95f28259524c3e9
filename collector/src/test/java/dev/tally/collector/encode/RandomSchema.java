package dev.tally.collector.encode;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FeatureSet;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * An event type made up from a seed, twice: as protobuf's descriptor and as Tally's model. Edition
 * 2023, so that unset and default differ, enums are open and strings are checked.
 */
final class RandomSchema {
  private static final String PACKAGE = "random";
  private static final int DEPTH_MAX = 3;
  private static final List<AttributeType> TYPES = List.of(AttributeType.values());
  private static final List<AttributeType> OF_MANY =
      TYPES.stream().filter(type -> type != AttributeType.STRUCT).toList();

  private static final FileDescriptor[] IMPORTS = {
    TimestampProto.getDescriptor(),
    DurationProto.getDescriptor(),
    WrappersProto.getDescriptor(),
    StructProto.getDescriptor()
  };
  private static final Map<AttributeType, String> WRAPPERS =
      Map.of(
          AttributeType.DOUBLE, "DoubleValue",
          AttributeType.FLOAT, "FloatValue",
          AttributeType.INT64, "Int64Value",
          AttributeType.UINT64, "UInt64Value",
          AttributeType.INT32, "Int32Value",
          AttributeType.UINT32, "UInt32Value",
          AttributeType.BOOL, "BoolValue",
          AttributeType.STRING, "StringValue",
          AttributeType.BYTES, "BytesValue");

  private final Random random;
  private final List<Attribute> attributes = new ArrayList<>();
  private final FileDescriptorProto.Builder file;
  private final List<EnumType> enums = new ArrayList<>();
  private boolean hasEventTime;
  private int messages;

  /** Numbers down to the repeated message that is being made; 0 outside of any. */
  private int elementDepth;

  private RandomSchema(Random random) {
    this.random = random;
    this.file =
        FileDescriptorProto.newBuilder()
            .setName("random.proto")
            .setPackage(PACKAGE)
            .setSyntax("editions")
            .setEdition(Edition.EDITION_2023)
            .addDependency("google/protobuf/timestamp.proto")
            .addDependency("google/protobuf/duration.proto")
            .addDependency("google/protobuf/wrappers.proto")
            .addDependency("google/protobuf/struct.proto");
  }

  /**
   * @param expanded the same message, with the repeated numbers that are packed in {@code
   *     descriptor} written one by one
   */
  record Made(Revision revision, Descriptor descriptor, Descriptor expanded) {
    EventType eventType() {
      return revision.eventType();
    }
  }

  static Made make(long seed, int revisionId) {
    RandomSchema schema = new RandomSchema(new Random(seed));
    schema.addEnums();
    String name = "Event" + revisionId;
    schema.file.addMessageType(schema.message(name, List.of(), "", 0));
    EventType type =
        new EventType(
            PACKAGE + "." + name,
            "",
            "tests",
            Duration.ofDays(30),
            Delivery.AT_LEAST_ONCE,
            schema.attributes,
            List.of(),
            List.of());
    return new Made(
        new Revision(revisionId, seed, type, Instant.EPOCH),
        schema.descriptor(name, FeatureSet.RepeatedFieldEncoding.PACKED),
        schema.descriptor(name, FeatureSet.RepeatedFieldEncoding.EXPANDED));
  }

  private Descriptor descriptor(String name, FeatureSet.RepeatedFieldEncoding encoding) {
    FileDescriptorProto.Builder encoded = file.clone();
    encoded.getOptionsBuilder().getFeaturesBuilder().setRepeatedFieldEncoding(encoding);
    try {
      return FileDescriptor.buildFrom(encoded.build(), IMPORTS).findMessageTypeByName(name);
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private void addEnums() {
    for (int e = 0; e < 2; e++) {
      EnumDescriptorProto.Builder proto = EnumDescriptorProto.newBuilder().setName("Enum" + e);
      List<EnumType.Value> values = new ArrayList<>();
      Set<Integer> numbers = new TreeSet<>(Set.of(0, 1, 2));
      for (int i = 0; i < 3; i++) {
        numbers.add(random.nextInt(-5, 300));
      }
      List<Integer> shuffled = new ArrayList<>(numbers);
      shuffled.removeIf(number -> number == 0);
      shuffled.addFirst(0);
      for (int number : shuffled) {
        String name = "E%d_%s".formatted(e, Integer.toString(number).replace('-', 'M'));
        proto.addValue(EnumValueDescriptorProto.newBuilder().setName(name).setNumber(number));
        values.add(new EnumType.Value(name, number, ""));
      }
      file.addEnumType(proto);
      enums.add(new EnumType(PACKAGE + ".Enum" + e, values));
    }
  }

  private DescriptorProto message(String name, List<Integer> path, String prefix, int depth) {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
    Set<Integer> numbers = new HashSet<>();
    // Never none: the model knows nothing of a message without a leaf, and its bytes are not read.
    int fields = random.nextInt(depth == 0 ? 3 : 1, 9);
    for (int i = 0; i < fields; i++) {
      int number = random.nextInt(4) == 0 ? random.nextInt(60, 5_000) : random.nextInt(1, 15);
      if (numbers.add(number)) {
        addField(message, number, path, prefix, depth);
      }
    }
    return message.build();
  }

  private void addField(
      DescriptorProto.Builder message, int number, List<Integer> path, String prefix, int depth) {
    String fieldName = "f" + number;
    List<Integer> fieldPath = append(path, number);
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder().setName(fieldName).setNumber(number);
    int choice = random.nextInt(10);
    if ((choice == 0 || choice == 9) && depth < DEPTH_MAX) {
      String nested = "Nested" + ++messages;
      boolean repeated = elementDepth == 0 && random.nextInt(3) > 0;
      elementDepth = repeated ? fieldPath.size() : elementDepth;
      file.addMessageType(message(nested, fieldPath, prefix + fieldName + ".", depth + 1));
      elementDepth = repeated ? 0 : elementDepth;
      field
          .setLabel(label(repeated))
          .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
          .setTypeName("." + PACKAGE + "." + nested);
    } else if (choice == 1 && elementDepth == 0) {
      addMap(message, field, fieldPath, prefix + fieldName);
    } else {
      boolean repeated = choice < 4 && elementDepth == 0;
      boolean many = repeated || elementDepth > 0;
      Attribute attribute =
          attribute(
              prefix + fieldName,
              fieldPath,
              many ? Shape.REPEATED : Shape.SINGULAR,
              many ? OF_MANY : TYPES);
      boolean wrapped = WRAPPERS.containsKey(attribute.type()) && random.nextInt(3) == 0;
      if (wrapped) {
        attribute = wrapped(attribute, repeated ? fieldPath.size() : elementDepth);
      } else {
        attribute = attribute.within(elementDepth, false);
      }
      attributes.add(attribute);
      typed(field, attribute);
      field.setLabel(label(repeated));
    }
    message.addField(field);
  }

  private static FieldDescriptorProto.Label label(boolean repeated) {
    return repeated
        ? FieldDescriptorProto.Label.LABEL_REPEATED
        : FieldDescriptorProto.Label.LABEL_OPTIONAL;
  }

  private static Attribute wrapped(Attribute attribute, int depth) {
    return new Attribute(
        attribute.name(),
        append(attribute.path(), 1),
        attribute.type(),
        attribute.shape(),
        attribute.presence(),
        attribute.enumType(),
        attribute.dimension(),
        attribute.pii(),
        attribute.unit(),
        attribute.scale(),
        attribute.eventTime(),
        attribute.deprecated(),
        attribute.description(),
        attribute.rules(),
        attribute.maxValues(),
        depth,
        true);
  }

  private void addMap(
      DescriptorProto.Builder message,
      FieldDescriptorProto.Builder field,
      List<Integer> path,
      String name) {
    List<AttributeType> keyTypes =
        TYPES.stream()
            .filter(type -> type.isNumber() || type == AttributeType.STRING)
            .filter(type -> type != AttributeType.FLOAT && type != AttributeType.DOUBLE)
            .filter(type -> type != AttributeType.DURATION)
            .toList();
    Attribute key = attribute(name + ".key", append(path, 1), Shape.MAP_KEY, keyTypes);
    Attribute value = attribute(name + ".value", append(path, 2), Shape.MAP_VALUE, OF_MANY);
    attributes.add(key);
    attributes.add(value);
    String entry =
        field.getName().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
            + field.getName().substring(1);
    DescriptorProto.Builder nested =
        message
            .addNestedTypeBuilder()
            .setName(entry + "Entry")
            .setOptions(MessageOptions.newBuilder().setMapEntry(true));
    FieldDescriptorProto.Builder keyField = nested.addFieldBuilder().setName("key").setNumber(1);
    typed(keyField, key);
    keyField.setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    FieldDescriptorProto.Builder valueField =
        nested.addFieldBuilder().setName("value").setNumber(2);
    typed(valueField, value);
    valueField.setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    field
        .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
        .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
        .setTypeName(entry + "Entry");
  }

  private Attribute attribute(
      String name, List<Integer> path, Shape shape, List<AttributeType> among) {
    AttributeType type = among.get(random.nextInt(among.size()));
    boolean isTime = type == AttributeType.TIMESTAMP && shape == Shape.SINGULAR && !hasEventTime;
    hasEventTime |= isTime;
    boolean dimension = random.nextInt(3) == 0;
    boolean mayBeRequired = shape == Shape.SINGULAR || elementDepth > 0;
    return new Attribute(
        name,
        path,
        type,
        shape,
        mayBeRequired && random.nextInt(12) == 0 ? Presence.REQUIRED : Presence.OPTIONAL,
        type == AttributeType.ENUM
            ? Optional.of(enums.get(random.nextInt(enums.size())))
            : Optional.empty(),
        dimension ? DimensionClass.MEDIUM : DimensionClass.NONE,
        PiiClass.UNSPECIFIED,
        "",
        scale(type),
        isTime,
        false,
        "");
  }

  private int scale(AttributeType type) {
    if (type == AttributeType.DURATION) {
      return AttributeType.DURATION_SCALE;
    }
    return type.isNumber() && random.nextInt(3) == 0 ? random.nextInt(Attribute.SCALE_MAX + 1) : 0;
  }

  private static void typed(FieldDescriptorProto.Builder field, Attribute attribute) {
    if (attribute.wrapped()) {
      field
          .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
          .setTypeName(".google.protobuf." + WRAPPERS.get(attribute.type()));
      return;
    }
    switch (attribute.type()) {
      case ENUM ->
          field
              .setType(FieldDescriptorProto.Type.TYPE_ENUM)
              .setTypeName("." + attribute.enumType().orElseThrow().name());
      case TIMESTAMP ->
          field
              .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
              .setTypeName(".google.protobuf.Timestamp");
      case STRUCT ->
          field
              .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
              .setTypeName(".google.protobuf.Struct");
      case DURATION ->
          field
              .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
              .setTypeName(".google.protobuf.Duration");
      default ->
          field.setType(FieldDescriptorProto.Type.valueOf("TYPE_" + attribute.type().name()));
    }
  }

  private static List<Integer> append(List<Integer> path, int number) {
    List<Integer> longer = new ArrayList<>(path);
    longer.add(number);
    return longer;
  }
}
