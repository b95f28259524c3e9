package dev.tally.edl.compat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.math.BigDecimal;

/** What readers take an unset field for. Zero of whatever type is as good as none. */
sealed interface FieldDefault {
  /** Of a list, map or message. */
  record None() implements FieldDefault {}

  /** Of a string, or bytes. */
  record Text(ByteString value) implements FieldDefault {}

  /** Of a whole number, a bool (0 or 1) or an enum. */
  record Whole(BigDecimal value) implements FieldDefault {}

  /** Of a float or double. */
  record Fraction(double value, boolean isFloat) implements FieldDefault {}

  static FieldDefault of(FieldDescriptor field) {
    if (field.isRepeated() || field.getJavaType() == JavaType.MESSAGE) {
      return new None();
    }
    Object value = field.getDefaultValue();
    return switch (field.getJavaType()) {
      case STRING -> new Text(ByteString.copyFromUtf8((String) value));
      case BYTE_STRING -> new Text((ByteString) value);
      case BOOLEAN -> new Whole(((Boolean) value) ? BigDecimal.ONE : BigDecimal.ZERO);
      case ENUM -> new Whole(BigDecimal.valueOf(((EnumValueDescriptor) value).getNumber()));
      case INT, LONG -> new Whole(whole(field, (Number) value));
      case FLOAT -> new Fraction((Float) value, true);
      case DOUBLE -> new Fraction((Double) value, false);
      case MESSAGE -> new None();
    };
  }

  private static BigDecimal whole(FieldDescriptor field, Number value) {
    return switch (field.getType()) {
      case UINT32, FIXED32 -> BigDecimal.valueOf(Integer.toUnsignedLong(value.intValue()));
      case UINT64, FIXED64 -> new BigDecimal(Long.toUnsignedString(value.longValue()));
      default -> BigDecimal.valueOf(value.longValue());
    };
  }

  /** Numbers are equal across their types. */
  default boolean isSame(FieldDefault other) {
    if (this instanceof None || other instanceof None || (isZero() && other.isZero())) {
      return true;
    }
    if (this instanceof Fraction(double a, boolean aIsFloat)
        && other instanceof Fraction(double b, boolean bIsFloat)) {
      return aIsFloat == bIsFloat
          ? Double.compare(a, b) == 0
          : Float.compare((float) a, (float) b) == 0;
    }
    if (this instanceof Text || other instanceof Text) {
      return equals(other);
    }
    return text().equals(other.text());
  }

  private boolean isZero() {
    return switch (this) {
      case None() -> true;
      case Text(ByteString value) -> value.isEmpty();
      case Whole(BigDecimal value) -> value.signum() == 0;
      case Fraction(double value, boolean isFloat) -> value == 0;
    };
  }

  /** For messages: {@code 7}, {@code "a"}, {@code none}. */
  default String text() {
    return switch (this) {
      case None() -> "none";
      case Text(ByteString value) -> '"' + value.toStringUtf8() + '"';
      case Whole(BigDecimal value) -> value.toPlainString();
      case Fraction(double value, boolean isFloat) ->
          Double.isFinite(value)
              ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
              : Double.toString(value);
    };
  }
}
