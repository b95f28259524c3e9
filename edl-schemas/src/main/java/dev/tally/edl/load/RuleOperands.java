package dev.tally.edl.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.tally.edl.model.Rule;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** The operands of rules as {@link Rule} writes them, and how they compare. */
final class RuleOperands {
  private RuleOperands() {}

  /**
   * @param value of a field of protovalidate's rules: one, or a list
   * @throws IllegalArgumentException when it is a time that does not exist
   */
  static List<String> of(FieldDescriptor field, Object value) {
    return field.isRepeated()
        ? ((List<?>) value).stream().map(item -> text(field, item)).toList()
        : List.of(text(field, value));
  }

  private static String text(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
      case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
      case FLOAT -> Double.toString((Float) value);
      case BYTES -> HexFormat.of().formatHex(((ByteString) value).toByteArray());
      case MESSAGE -> message((Message) value);
      case INT32, SINT32, SFIXED32, INT64, SINT64, SFIXED64, DOUBLE, BOOL, STRING ->
          value.toString();
      case ENUM, GROUP -> throw new IllegalArgumentException("no operand: " + field);
    };
  }

  private static String message(Message message) {
    try {
      return switch (message) {
        case Timestamp t -> Instant.ofEpochSecond(t.getSeconds(), t.getNanos()).toString();
        case Duration d -> java.time.Duration.ofSeconds(d.getSeconds(), d.getNanos()).toString();
        default -> throw new IllegalArgumentException("no operand: " + message);
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("there is no such time", e);
    }
  }

  /** Two operands of rules on the order of values. */
  static int compare(FieldDescriptor field, String a, String b) {
    return switch (field.getType()) {
      case FLOAT, DOUBLE -> Double.compare(Double.parseDouble(a), Double.parseDouble(b));
      case MESSAGE -> compareTimes(field, a, b);
      default -> new BigInteger(a).compareTo(new BigInteger(b));
    };
  }

  private static int compareTimes(FieldDescriptor field, String a, String b) {
    return WellKnown.isDuration(field)
        ? java.time.Duration.parse(a).compareTo(java.time.Duration.parse(b))
        : Instant.parse(a).compareTo(Instant.parse(b));
  }
}
