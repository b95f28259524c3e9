package dev.tally.web;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.ValueKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Values as they are stored, as text for people. */
record StoredValue(Attribute attribute) {
  /** Whether its integers are stored as the signed ones of the same bits. */
  boolean isUnsigned() {
    return attribute.type() == AttributeType.UINT64 || attribute.type() == AttributeType.FIXED64;
  }

  /** A value as it stands in an array of the attribute's kind. */
  String text(String stored) {
    if (stored.isEmpty() || attribute.kind() == ValueKind.STR) {
      return stored;
    }
    if (attribute.kind() == ValueKind.INT) {
      return integer(stored);
    }
    // Text is stored as it is, and so is a dimension, but for the point of fixed-point numbers.
    return attribute.scale() > 0 ? integer(stored) : stored;
  }

  /** A value with the highest bit turned over where it is unsigned, which keeps their order. */
  String ordered(String stored) {
    return isUnsigned() && !stored.isEmpty()
        ? text(Long.toString(Long.parseLong(stored) ^ Long.MIN_VALUE))
        : text(stored);
  }

  private String integer(String stored) {
    long bits = Long.parseLong(stored);
    if (attribute.type() == AttributeType.TIMESTAMP) {
      return Instant.EPOCH.plus(bits, ChronoUnit.MICROS).toString();
    }
    if (attribute.scale() > 0) {
      return BigDecimal.valueOf(bits, attribute.scale()).toPlainString();
    }
    return isUnsigned() ? Long.toUnsignedString(bits) : Long.toString(bits);
  }
}
