package dev.tally.collector.encode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Messages for a {@link RuledSchema}: values from the same pools as its operands, and near them.
 */
final class RuledMessages {
  static final List<String> PATTERNS =
      List.of(
          "^a",
          "[0-9]{2,3}$",
          "(?i)las|phl",
          "^\\p{Lu}+$",
          "^(a|aa)*$",
          "\\bv\\d",
          ".",
          "^.{0,3}$");

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "aa",
          "LAS",
          "PHL",
          "true",
          "v1",
          "v12",
          "žluťoučký kůň",
          "日本語",
          "🙂🙃",
          "é",
          "someone@example.org",
          "a@b",
          "a@-b",
          "a b@c.d",
          "@x.org",
          "a@b..c",
          "x@" + "y".repeat(64),
          "example.org",
          "example.org.",
          "1.2.3",
          "a_b.c",
          "-a.b",
          "x.9",
          "127.0.0.1",
          "127.0.0.256",
          "01.2.3.4",
          "1.2.3.4.5",
          "::",
          "::1",
          ":1",
          "1:",
          "1::2::3",
          "1:2:3:4:5:6:7:8",
          "1:2:3:4:5:6:7::",
          "1:2:3:4:5:6:7:8:9",
          "::ffff:10.0.0.1",
          "1:2:3:4:5:6:7:1.2.3.4",
          "fe80::1%eth0",
          "fe80::1%",
          "12345::",
          "::g",
          "1::1.2.3",
          "1:2:3:4:5:6:1.2.3.4",
          ":::",
          "123e4567-e89b-12d3-a456-426614174000",
          "123e4567-e89b-12d3-a456-42661417400g",
          "123e4567e89b12d3a456426614174000",
          "01ARZ3NDEKTSV4RRFFQ69G5FAV",
          "81ARZ3NDEKTSV4RRFFQ69G5FAV",
          "01ARZ3NDEKTSV4RRFFQ69G5FAU",
          "01arz3ndektsv4rrffq69g5fav");

  /** Of one, two, three and four bytes. */
  private static final List<String> CHARACTERS = List.of("a", "é", "語", "🙂");

  private static final double[] DECIMALS = {
    0, 1, -1, 0.5, 0.1, 1.5, 100, 1e300, Double.NaN, Double.POSITIVE_INFINITY, -1e-9
  };
  private static final long[] WHOLES = {
    0, 1, -1, 2, 3, 7, 100, Integer.MIN_VALUE, Long.MIN_VALUE, -2
  };

  private final Random random;
  private final RuledSchema.Made schema;

  RuledMessages(Random random, RuledSchema.Made schema) {
    this.random = random;
    this.schema = schema;
  }

  DynamicMessage next() {
    return message(schema.descriptor());
  }

  private DynamicMessage message(Descriptor descriptor) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(descriptor);
    for (FieldDescriptor field : descriptor.getFields()) {
      if (field.isMapField()) {
        entries(builder, field);
      } else if (field.isRepeated()) {
        for (int n = random.nextInt(5); n > 0; n--) {
          builder.addRepeatedField(field, value(field));
        }
      } else if (random.nextInt(8) > 0) {
        builder.setField(field, value(field));
      }
    }
    return builder.build();
  }

  private void entries(DynamicMessage.Builder builder, FieldDescriptor field) {
    Descriptor entry = field.getMessageType();
    Map<Object, Object> entries = new TreeMap<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      entries.put(value(entry.findFieldByNumber(1)), value(entry.findFieldByNumber(2)));
    }
    entries.forEach(
        (key, value) ->
            builder.addRepeatedField(
                field,
                DynamicMessage.newBuilder(entry)
                    .setField(entry.findFieldByNumber(1), key)
                    .setField(entry.findFieldByNumber(2), value)
                    .build()));
  }

  private Object value(FieldDescriptor field) {
    boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    String type =
        isMessage
            ? field.getMessageType().getName().toLowerCase(Locale.ROOT)
            : field.getType().name().toLowerCase(Locale.ROOT);
    List<Object> near = schema.operands().getOrDefault(type, List.of());
    if (!near.isEmpty() && random.nextInt(3) == 0) {
      Object operand = near.get(random.nextInt(near.size()));
      Object beside = beside(operand);
      if (isBelowUnsigned(field, beside)) {
        beside = operand;
      }
      if (field.getType() == FieldDescriptor.Type.ENUM && beside instanceof Integer number) {
        return field.getEnumType().findValueByNumberCreatingIfUnknown(number);
      }
      if (fits(field, beside)) {
        return beside;
      }
    }
    return isMessage ? message(field) : scalar(random, field);
  }

  private Message message(FieldDescriptor field) {
    return switch (field.getMessageType().getName()) {
      case "Timestamp" -> time(random);
      case "Duration" -> duration(random);
      default -> message(field.getMessageType()); // a wrapper, or an element
    };
  }

  /** See {@link #number}. */
  private static boolean isBelowUnsigned(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case UINT32, FIXED32, UINT64, FIXED64 -> ((Number) value).longValue() < 0;
      default -> false;
    };
  }

  private static boolean fits(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case INT -> value instanceof Integer;
      case LONG -> value instanceof Long;
      case FLOAT -> value instanceof Float;
      case DOUBLE -> value instanceof Double;
      case BOOLEAN -> value instanceof Boolean;
      case STRING -> value instanceof String;
      case BYTE_STRING -> value instanceof ByteString;
      case ENUM -> value instanceof EnumValueDescriptor;
      case MESSAGE -> value instanceof Timestamp || value instanceof Duration;
    };
  }

  /** An operand, or a value just beside it. */
  private Object beside(Object operand) {
    int step = random.nextInt(-1, 2);
    return switch (operand) {
      case Integer i -> i + step;
      case Long l -> l + step;
      case Float f -> step == 0 ? f : step < 0 ? Math.nextDown(f) : Math.nextUp(f);
      case Double d -> step == 0 ? d : step < 0 ? Math.nextDown(d) : Math.nextUp(d);
      case String s -> step == 0 ? s : step < 0 ? "a" + s : s + "a";
      case Timestamp t -> step == 0 ? t : t.toBuilder().setSeconds(t.getSeconds() + step).build();
      case Duration d -> proto(java.time.Duration.ofSeconds(d.getSeconds(), d.getNanos() + step));
      default -> operand;
    };
  }

  /** Of the type of a field that is no message. */
  static Object scalar(Random random, FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> (int) (long) number(random, field);
      case LONG -> number(random, field);
      case FLOAT -> (float) decimal(random);
      case DOUBLE -> decimal(random);
      case BOOLEAN -> random.nextInt(4) > 0;
      case STRING ->
          random.nextInt(3) > 0 ? TEXTS.get(random.nextInt(TEXTS.size())) : characters(random);
      case BYTE_STRING -> bytes(random);
      case ENUM ->
          field
              .getEnumType()
              .findValueByNumberCreatingIfUnknown(List.of(0, 1, 7, 2).get(random.nextInt(4)));
      case MESSAGE -> throw new AssertionError(field);
    };
  }

  /** So few that lengths in characters, in UTF-16 and in bytes lie around the rules' operands. */
  private static String characters(Random random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(6); n > 0; n--) {
      text.append(CHARACTERS.get(random.nextInt(CHARACTERS.size())));
    }
    return text.toString();
  }

  static Long number(Random random, FieldDescriptor field) {
    long number =
        random.nextBoolean() ? random.nextInt(-5, 20) : WHOLES[random.nextInt(WHOLES.length)];
    // Above the signed numbers protovalidate-java 1.3.0 fails, and a fixed64 of 2^63 - 1 it does
    // not
    // find in a list that holds it. UnsignedRulesTest looks at those.
    return switch (field.getType()) {
      case UINT32, FIXED32, UINT64, FIXED64 -> number & Integer.MAX_VALUE;
      default -> number;
    };
  }

  private static double decimal(Random random) {
    return random.nextBoolean()
        ? random.nextInt(-20, 20) / 4.0
        : DECIMALS[random.nextInt(DECIMALS.length)];
  }

  private static ByteString bytes(Random random) {
    int length = List.of(0, 1, 2, 4, 16).get(random.nextInt(5));
    return length < 4
        ? ByteString.copyFromUtf8(List.of("a", "L", "v1", "ž", "").get(random.nextInt(5)))
        : ByteString.copyFrom(new byte[length]);
  }

  static Duration duration(Random random) {
    return proto(java.time.Duration.ofSeconds(random.nextInt(5) - 2, random.nextInt(5) - 2));
  }

  /** Both parts of one sign. */
  private static Duration proto(java.time.Duration duration) {
    boolean isMixed = duration.getSeconds() < 0 && duration.getNano() > 0;
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds() + (isMixed ? 1 : 0))
        .setNanos(duration.getNano() - (isMixed ? 1_000_000_000 : 0))
        .build();
  }

  static Message time(Random random) {
    long seconds =
        random.nextBoolean()
            ? System.currentTimeMillis() / 1_000 + random.nextInt(-1 << 29, 1 << 29)
            : random.nextInt(5) - 2;
    return Timestamp.newBuilder().setSeconds(seconds).setNanos(random.nextInt(3)).build();
  }
}
