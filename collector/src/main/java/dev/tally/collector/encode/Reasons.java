package dev.tally.collector.encode;

import dev.tally.edl.model.Rule;
import dev.tally.edl.model.Shape;
import dev.tally.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/** The words of a rule that does not hold: which one, and for what. */
final class Reasons {
  /** Most of a rule's operands, and of a value, that are quoted. */
  static final int QUOTED_CHARS_MAX = 100;

  private Reasons() {}

  static EventRejection value(
      AttributePlan attribute, Rule rule, long value, int nanos, byte[] payload) {
    String operands = rule.operands().isEmpty() ? "" : " " + String.join(", ", rule.operands());
    return invalid(
        attribute,
        "%s.%s%s does not hold for %s"
            .formatted(
                lower(attribute.type.name()),
                lower(rule.kind().name()),
                clip(operands),
                text(attribute, value, nanos, payload)));
  }

  static EventRejection size(AttributePlan attribute, int size, String which, int bound) {
    boolean isMap = attribute.shape == Shape.MAP_KEY;
    return invalid(
        attribute,
        "%s %d does not hold for %d"
            .formatted(
                isMap ? "map." + which + "_pairs" : "repeated." + which + "_items", bound, size));
  }

  static EventRejection repeated(AttributePlan attribute, long value, byte[] payload) {
    return invalid(
        attribute, "repeated.unique does not hold for " + text(attribute, value, 0, payload));
  }

  private static EventRejection invalid(AttributePlan attribute, String words) {
    return new EventRejection(ErrorCode.ATTRIBUTE_INVALID, attribute.name, "rule " + words);
  }

  private static String text(AttributePlan attribute, long value, int nanos, byte[] payload) {
    int offset = Slice.offset(value);
    return switch (attribute.type) {
      case STRING ->
          "'" + clip(new String(payload, offset, clipped(value), StandardCharsets.UTF_8)) + "'";
      case BYTES -> clip(HexFormat.of().formatHex(payload, offset, offset + clipped(value)));
      case FLOAT, DOUBLE -> Double.toString(Double.longBitsToDouble(value));
      case BOOL -> value == 0 ? "false" : "true";
      case UINT64, FIXED64 -> Long.toUnsignedString(value);
      case TIMESTAMP -> Instant.ofEpochSecond(value, nanos).toString();
      case STRUCT -> "JSON"; // has no rules
      case DURATION -> Duration.ofSeconds(value, nanos).toString();
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, ENUM ->
          Long.toString(value);
    };
  }

  /** Bytes enough for what is quoted, so that a long value is not copied whole. */
  private static int clipped(long slice) {
    return Math.min(Slice.length(slice), 4 * (QUOTED_CHARS_MAX + 1));
  }

  private static String clip(String text) {
    return text.codePointCount(0, text.length()) <= QUOTED_CHARS_MAX
        ? text
        : text.substring(0, text.offsetByCodePoints(0, QUOTED_CHARS_MAX)) + "…";
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
