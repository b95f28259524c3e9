package dev.tally.collector.encode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Payloads for a descriptor: honest ones, merged ones, and ones with something broken. */
final class RandomMessages {
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "LAS",
          "PHL",
          "true",
          "žluťoučký kůň",
          "日本語",
          "🙂🙃",
          "x".repeat(300),
          "\u0000\n\t'\\");
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    127,
    128,
    -128,
    255,
    300,
    1L << 31,
    -(1L << 31),
    (1L << 32) - 1,
    1L << 53,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final double[] DOUBLES = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    1.5,
    2.5,
    0.125,
    1.005,
    1e-9,
    123.456,
    9.2e18,
    -9.3e18,
    1e300,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.MIN_VALUE,
    2251799813685249.5
  };

  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  /**
   * Never one with ten bytes in a row that say "more follows": protobuf-java 4.36 takes the tenth
   * for the last one all the same; the specification, its other parsers and ours do not.
   */
  byte[] payload(RandomSchema.Made schema) {
    byte[] payload = anyPayload(schema);
    while (hasEndlessNumber(payload)) {
      payload = anyPayload(schema);
    }
    return payload;
  }

  private static boolean hasEndlessNumber(byte[] bytes) {
    int run = 0;
    for (byte b : bytes) {
      run = b < 0 ? run + 1 : 0;
      if (run == 10) {
        return true;
      }
    }
    return false;
  }

  private byte[] anyPayload(RandomSchema.Made schema) {
    byte[] honest = message(schema).toByteArray();
    return switch (random.nextInt(9)) {
      case 0, 1, 2 -> honest;
      case 3 -> concatenate(honest, message(schema).toByteArray());
      case 4 -> Arrays.copyOf(honest, random.nextInt(honest.length + 1));
      case 5 -> mutate(mutate(mutate(honest)));
      case 6 -> withUnknown(honest);
      case 7 -> doubled(message(schema));
      default -> mutate(honest);
    };
  }

  DynamicMessage message(RandomSchema.Made schema) {
    return message(random.nextBoolean() ? schema.descriptor() : schema.expanded());
  }

  private DynamicMessage message(Descriptor descriptor) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(descriptor);
    for (FieldDescriptor field : descriptor.getFields()) {
      if (field.isRepeated()) {
        boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
        int many = isMessage ? 6 : 40; // elements have many values each
        int count = random.nextInt(3) == 0 ? random.nextInt(many) : random.nextInt(3);
        for (int i = 0; i < count; i++) {
          builder.addRepeatedField(field, value(field));
        }
      } else if (random.nextInt(10) > 0) {
        builder.setField(field, value(field));
      }
    }
    return builder.build();
  }

  private Object value(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> (int) number();
      case LONG -> number();
      case FLOAT -> (float) decimal();
      case DOUBLE -> decimal();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text();
      case BYTE_STRING -> bytes();
      case ENUM -> enumValue(field.getEnumType());
      case MESSAGE ->
          switch (field.getMessageType().getFullName()) {
            case "google.protobuf.Timestamp" -> timestamp(field.getMessageType());
            case "google.protobuf.Struct" -> struct(field.getMessageType(), 0);
            case "google.protobuf.Duration" -> duration(field.getMessageType());
            default -> message(field.getMessageType());
          };
    };
  }

  private long number() {
    return random.nextBoolean() ? random.nextInt(1_000) : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private double decimal() {
    return switch (random.nextInt(4)) {
      case 0 -> DOUBLES[random.nextInt(DOUBLES.length)];
      case 1 -> random.nextInt(-100_000, 100_000) / 1_000.0;
      default -> random.nextGaussian() * 1_000;
    };
  }

  private String text() {
    return random.nextInt(3) == 0
        ? "v" + random.nextInt(5_000)
        : TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private ByteString bytes() {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private Object enumValue(EnumDescriptor type) {
    int count = type.getValues().size();
    return random.nextInt(6) == 0
        ? type.findValueByNumberCreatingIfUnknown((int) number())
        : type.getValues().get(random.nextInt(count));
  }

  private DynamicMessage timestamp(Descriptor type) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    if (random.nextInt(10) > 0) {
      long seconds =
          random.nextInt(12) == 0 ? number() : random.nextLong(-2_000_000_000L, 9_000_000_000L);
      builder.setField(type.findFieldByName("seconds"), seconds);
    }
    if (random.nextBoolean()) {
      int nanos = random.nextInt(20) == 0 ? (int) number() : random.nextInt(1_000_000_000);
      builder.setField(type.findFieldByName("nanos"), nanos);
    }
    return builder.build();
  }

  private DynamicMessage struct(Descriptor type, int depth) {
    FieldDescriptor fields = type.findFieldByName("fields");
    Descriptor entry = fields.getMessageType();
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    for (int n = random.nextInt(4); n > 0; n--) {
      FieldDescriptor value = entry.findFieldByName("value");
      builder.addRepeatedField(
          fields,
          DynamicMessage.newBuilder(entry)
              .setField(entry.findFieldByName("key"), text())
              .setField(value, structValue(value.getMessageType(), depth))
              .build());
    }
    return builder.build();
  }

  private DynamicMessage structValue(Descriptor type, int depth) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    int kind = random.nextInt(depth > 3 ? 5 : 7);
    if (kind == 0) {
      return builder.build();
    }
    FieldDescriptor field = type.findFieldByNumber(kind);
    Object value =
        switch (kind) {
          case 2 -> random.nextInt(40) == 0 ? decimal() : random.nextInt(-1_000, 1_000) / 8.0;
          case 5 -> struct(field.getMessageType(), depth + 1);
          case 6 -> structList(field.getMessageType(), depth + 1);
          default -> value(field);
        };
    return builder.setField(field, value).build();
  }

  private DynamicMessage structList(Descriptor type, int depth) {
    FieldDescriptor values = type.findFieldByName("values");
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    for (int n = random.nextInt(4); n > 0; n--) {
      builder.addRepeatedField(values, structValue(values.getMessageType(), depth));
    }
    return builder.build();
  }

  /** Seconds and nanoseconds mostly of one sign. */
  private DynamicMessage duration(Descriptor type) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    int sign = random.nextInt(3) - 1;
    if (random.nextInt(4) > 0) {
      long seconds = random.nextInt(12) == 0 ? number() : sign * random.nextLong(400_000_000_000L);
      builder.setField(
          type.findFieldByName("seconds"), random.nextBoolean() ? seconds % 100 : seconds);
    }
    if (random.nextBoolean()) {
      int nanos = random.nextInt(20) == 0 ? (int) number() : sign * random.nextInt(1_000_000_000);
      builder.setField(type.findFieldByName("nanos"), nanos);
    }
    return builder.build();
  }

  /** One change somewhere: a byte flipped, set, taken out, put in, or a piece copied elsewhere. */
  byte[] mutate(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    byte[] changed = bytes.clone();
    switch (random.nextInt(5)) {
      case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed[at] = (byte) random.nextInt();
      case 2 -> {
        return concatenate(
            Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
      }
      case 3 -> {
        byte[] head = Arrays.copyOf(bytes, at + 1);
        head[at] = (byte) random.nextInt();
        return concatenate(head, Arrays.copyOfRange(bytes, at, bytes.length));
      }
      default -> {
        int length = random.nextInt(bytes.length - at + 1);
        return concatenate(bytes, Arrays.copyOfRange(bytes, at, at + length));
      }
    }
    return changed;
  }

  /** Each message field twice, first with other content: readers merge, in elements as well. */
  private byte[] doubled(Message message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              boolean isMessage =
                  field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField();
              if (!isMessage) {
                out.writeBytes(
                    DynamicMessage.newBuilder(message.getDescriptorForType())
                        .setField(field, value)
                        .build()
                        .toByteArray());
                return;
              }
              List<?> values = value instanceof List<?> list ? list : List.of(value(field), value);
              for (Object each : values) {
                byte[] content = doubled((Message) each);
                varint(out, (field.getNumber() << 3) | 2);
                varint(out, content.length);
                out.writeBytes(content);
              }
            });
    return out.toByteArray();
  }

  /** A field that no schema here has, of any wire type; groups too. */
  private byte[] withUnknown(byte[] bytes) {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    int wireType = random.nextInt(6);
    varint(field, (6_000 << 3) | wireType);
    switch (wireType) {
      case 0 -> varint(field, random.nextInt(1 << 20));
      case 1 -> field.writeBytes(new byte[8]);
      case 2 -> {
        field.write(3);
        field.writeBytes(new byte[3]);
      }
      case 3 -> varint(field, (6_000 << 3) | 4);
      case 4 -> {}
      default -> field.writeBytes(new byte[4]);
    }
    return random.nextBoolean()
        ? concatenate(bytes, field.toByteArray())
        : concatenate(field.toByteArray(), bytes);
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7F) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
