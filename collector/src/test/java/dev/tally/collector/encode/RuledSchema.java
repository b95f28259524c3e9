package dev.tally.collector.encode;

import build.buf.validate.FieldRules;
import build.buf.validate.Ignore;
import build.buf.validate.ValidateProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FeatureSet.FieldPresence;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DurationProto;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** An event type with random rules, as EDL text and as the descriptor that it stands for. */
final class RuledSchema {
  private static final String OPTION = "  option (tally.event) = { owner: \"tests\" };\n";

  private static final int FIELDS_MAX = 4;
  private static final String COLOR = "Color";
  private static final List<String> TYPES =
      List.of(
          "int32",
          "sint32",
          "sfixed32",
          "uint32",
          "fixed32",
          "int64",
          "sint64",
          "sfixed64",
          "uint64",
          "fixed64",
          "float",
          "double",
          "bool",
          "string",
          "bytes",
          "enum",
          "timestamp",
          "duration");

  private static final Map<String, String> WRAPPERS =
      Map.of(
          "double", "DoubleValue",
          "float", "FloatValue",
          "int64", "Int64Value",
          "uint64", "UInt64Value",
          "int32", "Int32Value",
          "uint32", "UInt32Value",
          "bool", "BoolValue",
          "string", "StringValue",
          "bytes", "BytesValue");

  /** What the loader refuses, and what is not for random values. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "example",
          "strict",
          "items",
          "keys",
          "values",
          "uri",
          "uri_ref",
          "ip_with_prefixlen",
          "ipv4_with_prefixlen",
          "ipv6_with_prefixlen",
          "ip_prefix",
          "ipv4_prefix",
          "ipv6_prefix",
          "host_and_port",
          "protobuf_fqn",
          "protobuf_dot_fqn",
          "well_known_regex");

  private final Random random;
  private final StringBuilder text = new StringBuilder();
  private final DescriptorProto.Builder message = DescriptorProto.newBuilder();
  private final Map<String, List<Object>> operands = new HashMap<>();

  private RuledSchema(Random random) {
    this.random = random;
  }

  /**
   * @param operands of the rules, by the type of the values that they are for
   */
  record Made(String text, Descriptor descriptor, Map<String, List<Object>> operands) {}

  static Made make(Random random) {
    return new RuledSchema(random).make();
  }

  private Made make() {
    text.append(
        """
        edition = "2023";
        package ruled;
        import "tally/edl.proto";
        import "buf/validate/validate.proto";
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/duration.proto";
        import "google/protobuf/wrappers.proto";
        enum Color { NONE = 0; RED = 1; BLUE = 7; }
        """);
    boolean isInElements = random.nextInt(3) == 0;
    String name = isInElements ? "Item" : "Event";
    message.setName(name);
    text.append("message %s {\n".formatted(name));
    if (!isInElements) {
      text.append(OPTION);
    }
    // Of many fields, one or the other is nearly always broken, and hides what the rest would say.
    int fields = random.nextBoolean() ? 1 : random.nextInt(1, FIELDS_MAX + 1);
    for (int number = 1; number <= fields; number++) {
      field(name, number, TYPES.get(random.nextInt(TYPES.size())), isInElements);
    }
    text.append("}\n");
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder()
            .setName("ruled.proto")
            .setPackage("ruled")
            .setSyntax("editions")
            .setEdition(Edition.EDITION_2023)
            .addDependency("google/protobuf/timestamp.proto")
            .addDependency("google/protobuf/duration.proto")
            .addDependency("google/protobuf/wrappers.proto")
            .addDependency("buf/validate/validate.proto")
            .addEnumType(
                EnumDescriptorProto.newBuilder()
                    .setName(COLOR)
                    .addValue(EnumValueDescriptorProto.newBuilder().setName("NONE").setNumber(0))
                    .addValue(EnumValueDescriptorProto.newBuilder().setName("RED").setNumber(1))
                    .addValue(EnumValueDescriptorProto.newBuilder().setName("BLUE").setNumber(7)))
            .addMessageType(message);
    if (isInElements) {
      file.addMessageType(ofItems());
    }
    try {
      FileDescriptor linked =
          FileDescriptor.buildFrom(
              file.build(),
              new FileDescriptor[] {
                TimestampProto.getDescriptor(),
                DurationProto.getDescriptor(),
                WrappersProto.getDescriptor(),
                ValidateProto.getDescriptor()
              });
      return new Made(text.toString(), linked.findMessageTypeByName("Event"), operands);
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  /** An event of nothing but a repeated message. */
  private DescriptorProto ofItems() {
    FieldRules.Builder rules = FieldRules.newBuilder();
    if (random.nextBoolean()) {
      own(rules, "repeated");
      rules.getRepeatedBuilder().clearUnique();
    } else if (random.nextBoolean()) {
      rules.setRequired(true);
    }
    text.append("message Event {\n").append(OPTION);
    text.append(
        "  repeated Item items = 1 [(buf.validate.field) = { %s }];\n}\n"
            .formatted(printed(rules.build())));
    return DescriptorProto.newBuilder()
        .setName("Event")
        .addField(
            FieldDescriptorProto.newBuilder()
                .setName("items")
                .setNumber(1)
                .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
                .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                .setTypeName(".ruled.Item")
                .setOptions(
                    FieldOptions.newBuilder().setExtension(ValidateProto.field, rules.build())))
        .build();
  }

  private void field(String messageName, int number, String type, boolean isInElements) {
    String name = "f" + number;
    boolean isWrapped = WRAPPERS.containsKey(type) && random.nextInt(4) == 0;
    boolean isMessage = isWrapped || type.equals("timestamp") || type.equals("duration");
    FieldRules.Builder rules = FieldRules.newBuilder();
    FieldOptions.Builder options = FieldOptions.newBuilder();
    FieldDescriptorProto.Builder field =
        typed(FieldDescriptorProto.newBuilder().setName(name).setNumber(number), type, isWrapped);
    String declaration;
    int shape = isInElements ? 0 : random.nextInt(isWrapped ? 4 : 5);
    if (shape == 3) {
      rules.setRepeated(rules.getRepeatedBuilder().setItems(typedRules(type)));
      if (!isWrapped) { // of repeated wrappers protovalidate-java 1.3.0 looks at the items only
        own(rules, "repeated");
      }
      if (isMessage) {
        rules.getRepeatedBuilder().clearUnique();
      }
      field.setLabel(FieldDescriptorProto.Label.LABEL_REPEATED);
      declaration = "repeated " + sourceType(type, isWrapped);
    } else if (shape == 4) {
      rules.getMapBuilder().setKeys(typedRules("string")).setValues(typedRules(type));
      own(rules, "map");
      map(messageName, field, name, type);
      declaration = "map<string, " + sourceType(type, false) + ">";
    } else {
      rules.mergeFrom(typedRules(type));
      declaration = sourceType(type, isWrapped);
    }
    if (shape != 3 && shape != 4 && !isMessage && random.nextBoolean()) {
      options.getFeaturesBuilder().setFieldPresence(FieldPresence.IMPLICIT);
    }
    if (random.nextInt(6) == 0) {
      rules.setRequired(true);
    } else if (random.nextInt(5) == 0) {
      rules.setIgnore(random.nextBoolean() ? Ignore.IGNORE_ALWAYS : Ignore.IGNORE_IF_ZERO_VALUE);
    }
    options.setExtension(ValidateProto.field, rules.build());
    message.addField(field.setOptions(options));
    text.append("  %s %s = %d [".formatted(declaration, name, number));
    if (options.hasFeatures()) {
      text.append("features.field_presence = IMPLICIT, ");
    }
    text.append("(buf.validate.field) = { %s }];\n".formatted(printed(rules.build())));
  }

  private static String printed(Message rules) {
    return TextFormat.printer().emittingSingleLine(true).printToString(rules);
  }

  private static String sourceType(String type, boolean isWrapped) {
    return isWrapped ? "google.protobuf." + WRAPPERS.get(type) : sourceType(type);
  }

  private static String sourceType(String type) {
    return switch (type) {
      case "enum" -> COLOR;
      case "timestamp" -> "google.protobuf.Timestamp";
      case "duration" -> "google.protobuf.Duration";
      default -> type;
    };
  }

  private static FieldDescriptorProto.Builder typed(
      FieldDescriptorProto.Builder field, String type, boolean isWrapped) {
    field.setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    if (isWrapped) {
      return field
          .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
          .setTypeName("." + sourceType(type, true));
    }
    return switch (type) {
      case "enum" ->
          field.setType(FieldDescriptorProto.Type.TYPE_ENUM).setTypeName(".ruled." + COLOR);
      case "timestamp", "duration" ->
          field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName("." + sourceType(type));
      default ->
          field.setType(FieldDescriptorProto.Type.valueOf("TYPE_" + type.toUpperCase(Locale.ROOT)));
    };
  }

  private void map(
      String messageName, FieldDescriptorProto.Builder field, String name, String type) {
    String entry = name.toUpperCase(Locale.ROOT) + "Entry";
    message
        .addNestedTypeBuilder()
        .setName(entry)
        .setOptions(MessageOptions.newBuilder().setMapEntry(true))
        .addField(
            typed(FieldDescriptorProto.newBuilder().setName("key").setNumber(1), "string", false))
        .addField(
            typed(FieldDescriptorProto.newBuilder().setName("value").setNumber(2), type, false));
    field
        .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
        .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
        .setTypeName(".ruled." + messageName + "." + entry);
  }

  private FieldRules typedRules(String type) {
    FieldRules.Builder rules = FieldRules.newBuilder();
    own(rules, type);
    return rules.build();
  }

  /** Adds up to three random rules of the type to those that are there. */
  private void own(FieldRules.Builder rules, String type) {
    FieldDescriptor of = FieldRules.getDescriptor().findFieldByName(type);
    Message.Builder typed = ((Message) rules.getField(of)).toBuilder();
    List<FieldDescriptor> all =
        new ArrayList<>(
            of.getMessageType().getFields().stream()
                .filter(option -> !LEFT_OUT.contains(option.getName()))
                .filter(option -> !(type.equals("bytes") && option.getName().equals("pattern")))
                .toList());
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count; i++) {
      FieldDescriptor option = all.get(random.nextInt(all.size()));
      if (option.isRepeated()) {
        typed.clearField(option);
        for (int n = random.nextInt(1, 5); n > 0; n--) {
          typed.addRepeatedField(option, operand(type, option));
        }
      } else {
        typed.setField(option, operand(type, option));
      }
    }
    rules.setField(of, typed.build());
  }

  private Object operand(String type, FieldDescriptor option) {
    Object value =
        switch (option.getName()) {
          case "pattern" ->
              RuledMessages.PATTERNS.get(random.nextInt(RuledMessages.PATTERNS.size()));
          case "within" -> Duration.newBuilder().setSeconds(random.nextInt(1, 1 << 30)).build();
          case "prefix", "suffix", "contains", "not_contains" -> shorter(type);
          default ->
              switch (option.getType()) {
                case UINT64 ->
                    type.equals("uint64")
                        ? RuledMessages.number(random, option)
                        : (Object) (long) random.nextInt(5);
                case MESSAGE ->
                    type.equals("duration")
                        ? RuledMessages.duration(random)
                        : RuledMessages.time(random);
                default -> RuledMessages.scalar(random, option);
              };
        };
    if (!option.getName().equals("within") && !option.getName().equals("pattern")) {
      operands.computeIfAbsent(type, t -> new ArrayList<>()).add(value);
    }
    return value;
  }

  private Object shorter(String type) {
    String part = List.of("a", "L", "v1", "ž", "@", ".", "").get(random.nextInt(7));
    return type.equals("bytes") ? ByteString.copyFromUtf8(part) : part;
  }
}
