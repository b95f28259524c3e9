package dev.tally.collector.json;

import dev.tally.collector.batch.WireCursor;
import dev.tally.collector.encode.EventLimits;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EnumType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The rules of docs/http.md for one value: from a JSON scalar to a protobuf field. Nothing is
 * guessed and nothing loses digits: a value that the attribute can't hold exactly is refused.
 */
final class Coercion {
  /** Longest text of a number. */
  private static final int NUMBER_CHARS_MAX = 64;

  /** Powers of ten beyond this are in no type of ours, and costly to write out. */
  private static final int EXPONENT_MAX = 400;

  /** Longest part of a value that an error repeats. */
  private static final int SHOWN_CHARS_MAX = 40;

  private static final BigInteger INT32_MIN = BigInteger.valueOf(Integer.MIN_VALUE);
  private static final BigInteger INT32_MAX = BigInteger.valueOf(Integer.MAX_VALUE);
  private static final BigInteger UINT32_MAX = BigInteger.valueOf(0xFFFF_FFFFL);
  private static final BigInteger INT64_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger INT64_MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger UINT64_MAX =
      BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

  /** The times that google.protobuf.Timestamp can hold: the years 1 to 9999. */
  private static final long SECONDS_MIN = -62_135_596_800L;

  private static final long SECONDS_MAX = 253_402_300_799L;

  /** As protobuf's JSON writes google.protobuf.Duration. */
  private static final Pattern DURATION = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,9})?s");

  /** What google.protobuf.Duration can hold: 10,000 years, both ways. */
  private static final BigDecimal DURATION_SECONDS_MAX = BigDecimal.valueOf(315_576_000_000L);

  private Coercion() {}

  /** A scalar as the parser saw it. */
  record Scalar(JsonToken token, String text) {
    static Scalar of(JsonParser parser) {
      return new Scalar(parser.currentToken(), parser.getString());
    }

    boolean isText() {
      return token == JsonToken.VALUE_STRING;
    }

    boolean isNumber() {
      return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    }

    boolean isBoolean() {
      return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
    }

    String shown() {
      String cut =
          text.length() > SHOWN_CHARS_MAX ? text.substring(0, SHOWN_CHARS_MAX) + "…" : text;
      return isText() ? "\"" + cut + "\"" : cut;
    }
  }

  /** Writes {@code value} as field {@code number}. */
  static void write(WireBuffer out, int number, Attribute attribute, Scalar value)
      throws EventProblem {
    switch (attribute.type()) {
      case INT32 -> varint(out, number, integer(attribute, value, INT32_MIN, INT32_MAX));
      case INT64 -> varint(out, number, integer(attribute, value, INT64_MIN, INT64_MAX));
      case UINT32 -> varint(out, number, integer(attribute, value, BigInteger.ZERO, UINT32_MAX));
      case UINT64 -> varint(out, number, integer(attribute, value, BigInteger.ZERO, UINT64_MAX));
      case SINT32, SINT64 -> {
        boolean small = attribute.type() == AttributeType.SINT32;
        long signed =
            integer(attribute, value, small ? INT32_MIN : INT64_MIN, small ? INT32_MAX : INT64_MAX);
        varint(out, number, (signed << 1) ^ (signed >> 63));
      }
      case SFIXED32 -> fixed32(out, number, (int) integer(attribute, value, INT32_MIN, INT32_MAX));
      case FIXED32 ->
          fixed32(out, number, (int) integer(attribute, value, BigInteger.ZERO, UINT32_MAX));
      case SFIXED64 -> fixed64(out, number, integer(attribute, value, INT64_MIN, INT64_MAX));
      case FIXED64 -> fixed64(out, number, integer(attribute, value, BigInteger.ZERO, UINT64_MAX));
      case FLOAT -> fixed32(out, number, Float.floatToRawIntBits(float32(attribute, value)));
      case DOUBLE -> fixed64(out, number, Double.doubleToRawLongBits(float64(attribute, value)));
      case BOOL -> varint(out, number, bool(attribute, value) ? 1 : 0);
      case STRING -> bytes(out, number, text(attribute, value));
      case BYTES -> bytes(out, number, base64(attribute, value));
      case ENUM -> varint(out, number, enumNumber(attribute, value));
      case STRUCT -> throw new IllegalStateException(attribute.name() + " is no scalar");
      case DURATION -> duration(out, number, attribute, value);
      case TIMESTAMP -> timestamp(out, number, attribute, time(attribute.name(), value));
    }
  }

  private static void varint(WireBuffer out, int number, long value) {
    out.tag(number, WireCursor.VARINT);
    out.varint(value);
  }

  private static void fixed32(WireBuffer out, int number, int value) {
    out.tag(number, WireCursor.FIXED32);
    out.fixed32(value);
  }

  private static void fixed64(WireBuffer out, int number, long value) {
    out.tag(number, WireCursor.FIXED64);
    out.fixed64(value);
  }

  private static void bytes(WireBuffer out, int number, byte[] value) {
    out.field(number, value, 0, value.length);
  }

  static void timestamp(WireBuffer out, int number, Attribute attribute, Instant time)
      throws EventProblem {
    long seconds = time.getEpochSecond();
    if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
      throw EventProblem.invalid(attribute.name(), time + " is not in the years 1 to 9999");
    }
    WireBuffer message = new WireBuffer();
    varint(message, 1, seconds);
    int nanos = time.getNano();
    if (nanos != 0) {
      varint(message, 2, nanos);
    }
    out.field(number, message.bytes(), 0, message.size());
  }

  private static void duration(WireBuffer out, int number, Attribute attribute, Scalar value)
      throws EventProblem {
    boolean isDuration = value.isText() && DURATION.matcher(value.text()).matches();
    if (!isDuration) {
      throw expected(attribute, value, "a duration: write seconds and an s, \"1.5s\"");
    }
    BigDecimal all = new BigDecimal(value.text().substring(0, value.text().length() - 1));
    if (all.abs().compareTo(DURATION_SECONDS_MAX) > 0) {
      throw expected(attribute, value, "within " + DURATION_SECONDS_MAX + " seconds");
    }
    long seconds = all.longValue();
    WireBuffer message = new WireBuffer();
    varint(message, 1, seconds);
    varint(message, 2, all.subtract(BigDecimal.valueOf(seconds)).movePointRight(9).longValue());
    out.field(number, message.bytes(), 0, message.size());
  }

  static Instant time(String attribute, Scalar value) throws EventProblem {
    Optional<Instant> time =
        value.isText() || value.token() == JsonToken.VALUE_NUMBER_INT
            ? TimeText.parse(value.text())
            : Optional.empty();
    if (time.isEmpty()) {
      throw EventProblem.invalid(
          attribute,
          value.shown()
              + " is no time: write 2026-01-31T12:00:00Z, or milliseconds since the epoch");
    }
    return time.get();
  }

  private static long integer(Attribute attribute, Scalar value, BigInteger min, BigInteger max)
      throws EventProblem {
    BigDecimal number = decimal(attribute, value, "a whole number");
    try {
      BigInteger whole =
          Math.abs((long) number.scale()) > EXPONENT_MAX ? null : number.toBigIntegerExact();
      if (whole != null && whole.compareTo(min) >= 0 && whole.compareTo(max) <= 0) {
        return whole.longValue();
      }
    } catch (ArithmeticException e) {
      throw EventProblem.invalid(attribute.name(), value.shown() + " is no whole number");
    }
    throw EventProblem.invalid(
        attribute.name(), value.shown() + " is not in the range " + min + " to " + max);
  }

  private static BigDecimal decimal(Attribute attribute, Scalar value, String expected)
      throws EventProblem {
    boolean mayBe = value.isNumber() || value.isText();
    if (mayBe && value.text().length() <= NUMBER_CHARS_MAX) {
      try {
        return new BigDecimal(value.text());
      } catch (NumberFormatException _) {
        // Said below.
      }
    }
    throw expected(attribute, value, expected);
  }

  private static EventProblem expected(Attribute attribute, Scalar value, String expected) {
    return EventProblem.invalid(attribute.name(), value.shown() + " is not " + expected);
  }

  private static double float64(Attribute attribute, Scalar value) throws EventProblem {
    if (value.isText()) {
      switch (value.text()) {
        case "NaN" -> {
          return Double.NaN;
        }
        case "Infinity" -> {
          return Double.POSITIVE_INFINITY;
        }
        case "-Infinity" -> {
          return Double.NEGATIVE_INFINITY;
        }
        default -> {
          // A number in quotes, or an error.
        }
      }
    }
    return value.isNumber()
        ? finite(attribute, value, Double.parseDouble(value.text()))
        : finite(attribute, value, decimal(attribute, value, "a number").doubleValue());
  }

  private static double finite(Attribute attribute, Scalar value, double number)
      throws EventProblem {
    if (Double.isInfinite(number)) {
      throw expected(attribute, value, "within the range of a double");
    }
    return number;
  }

  private static float float32(Attribute attribute, Scalar value) throws EventProblem {
    double number = float64(attribute, value);
    float narrow = (float) number;
    if (Float.isInfinite(narrow) && !Double.isInfinite(number)) {
      throw expected(attribute, value, "within the range of a float");
    }
    return narrow;
  }

  private static boolean bool(Attribute attribute, Scalar value) throws EventProblem {
    boolean isTrue = value.text().equals("true");
    boolean known = isTrue || value.text().equals("false");
    if (!known || !(value.isBoolean() || value.isText())) {
      throw expected(attribute, value, "true or false");
    }
    return isTrue;
  }

  private static byte[] text(Attribute attribute, Scalar value) throws EventProblem {
    if (!value.isText()) {
      throw expected(attribute, value, "text: put it in quotes");
    }
    byte[] utf8 = value.text().getBytes(StandardCharsets.UTF_8);
    checkLength(attribute, utf8.length);
    return utf8;
  }

  private static byte[] base64(Attribute attribute, Scalar value) throws EventProblem {
    if (value.isText()) {
      try {
        String text = value.text().replace('-', '+').replace('_', '/');
        byte[] bytes = Base64.getDecoder().decode(text);
        checkLength(attribute, bytes.length);
        return bytes;
      } catch (IllegalArgumentException _) {
        // Said below.
      }
    }
    throw expected(attribute, value, "base64");
  }

  private static void checkLength(Attribute attribute, int length) throws EventProblem {
    if (length > EventLimits.VALUE_BYTES_MAX) {
      throw EventProblem.invalid(
          attribute.name(), length + " bytes; at most " + EventLimits.VALUE_BYTES_MAX);
    }
  }

  private static int enumNumber(Attribute attribute, Scalar value) throws EventProblem {
    EnumType type = attribute.enumType().orElseThrow();
    for (EnumType.Value known : type.values()) {
      boolean same =
          (value.isText() && known.name().equals(value.text()))
              || (!value.isBoolean() && Integer.toString(known.number()).equals(value.text()));
      if (same) {
        return known.number();
      }
    }
    throw expected(attribute, value, "a name or a number of " + type.name());
  }
}
