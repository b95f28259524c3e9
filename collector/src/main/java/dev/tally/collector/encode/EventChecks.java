package dev.tally.collector.encode;

import dev.tally.edl.model.AttributeType;
import dev.tally.error.ErrorCode;

/**
 * What must hold of an event's values, in the order of its attributes, and their conversion to what
 * is stored: timestamps and durations to microseconds, fixed-point numbers to their units.
 */
final class EventChecks {
  static final long TIME_MIN_MS = EventLimits.TIME_MIN_MS;

  static final long TIME_MAX_MS = EventLimits.TIME_MAX_MS;

  /** Stands for no time. */
  static final long TIME_UNKNOWN = Long.MIN_VALUE;

  /** The times that google.protobuf.Timestamp can hold: the years 1 to 9999. */
  private static final long SECONDS_MIN = -62_135_596_800L;

  private static final long SECONDS_MAX = 253_402_300_799L;

  /** What google.protobuf.Duration can hold: 10,000 years, both ways. */
  private static final long DURATION_SECONDS_MAX = 315_576_000_000L;

  private static final int NANOS_MAX = 999_999_999;

  private static final double[] POWERS_OF_TEN = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  /** From here on a double has no fraction. */
  private static final double INTEGERS_FROM = 0x1p52;

  private static final double LONG_LIMIT = 0x1p63;

  private EventChecks() {}

  /**
   * Checks and converts the values that were decoded last.
   *
   * @param payload where the values' slices lie
   * @param otherTimeMs the event's time where the event does not say, or {@link #TIME_UNKNOWN}
   * @param receivedMs when it was received
   * @return the event's time, ms since the epoch
   * @throws EventRejection ATTRIBUTE_MISSING, ATTRIBUTE_INVALID, TIME_TOO_OLD or TIME_TOO_FAR_AHEAD
   */
  static long apply(RowPlan plan, byte[] payload, long otherTimeMs, long receivedMs)
      throws EventRejection {
    RowValues row = plan.values();
    long timeMs = otherTimeMs;
    String timeName = "";
    for (AttributePlan attribute : plan.judged()) {
      check(attribute, row, payload, receivedMs);
      if (!row.isPresent(attribute)) {
        continue;
      }
      if (attribute.isEventTime) {
        timeMs = row.value(attribute) * 1_000 + row.nanos(attribute) / 1_000_000;
        timeName = attribute.name;
      } else if (attribute.isTime()) {
        convertTimes(attribute, row);
      } else if (attribute.isStruct) {
        convertStruct(attribute, row);
      } else if (attribute.isFixedPoint()) {
        convertFixedPoint(attribute, row);
      }
    }
    if (timeMs == TIME_UNKNOWN) {
      throw new EventRejection(
          ErrorCode.ATTRIBUTE_MISSING,
          timeName,
          "it has no time: neither the event nor sent_ms nor the batch's created_ms says when");
    }
    if (timeMs < TIME_MIN_MS || timeMs > TIME_MAX_MS) {
      throw new EventRejection(
          ErrorCode.ATTRIBUTE_INVALID,
          timeName,
          "event time " + timeMs + " ms is not in the years 1900 to 2299");
    }
    plan.timeBounds().check(timeName, timeMs, receivedMs);
    return timeMs;
  }

  /** What the EDL demands of it. */
  private static void check(AttributePlan attribute, RowValues row, byte[] payload, long receivedMs)
      throws EventRejection {
    if (attribute.isRequired) {
      checkIsSet(attribute, row);
    }
    if (attribute.isTime() && row.isPresent(attribute)) {
      checkTimes(attribute, row);
    }
    AttributeChecks checks = attribute.checks;
    if (checks != null) {
      checks.apply(row, payload, receivedMs);
    }
  }

  private static void checkIsSet(AttributePlan attribute, RowValues row) throws EventRejection {
    if (!attribute.isOfElements && !row.isPresent(attribute)) {
      throw new EventRejection(
          ErrorCode.ATTRIBUTE_MISSING, attribute.name, "required, and not set");
    }
    if (attribute.isOfElements && !row.isSetInAll(attribute)) {
      throw new EventRejection(
          ErrorCode.ATTRIBUTE_MISSING, attribute.name, "required, and not set in an element");
    }
  }

  private static void convertTimes(AttributePlan attribute, RowValues row) {
    if (attribute.isSingular) {
      row.set(attribute, micros(row.value(attribute), row.nanos(attribute)));
      return;
    }
    LongList list = row.list(attribute);
    int count = list.size() / 2;
    for (int i = 0; i < count; i++) {
      list.set(i, micros(list.get(2 * i), (int) list.get(2 * i + 1)));
    }
    list.truncate(count);
  }

  /** Of a duration rounded towards zero, of a timestamp towards the past. */
  private static long micros(long seconds, int nanos) {
    return seconds * 1_000_000 + nanos / 1_000;
  }

  private static void checkTimes(AttributePlan attribute, RowValues row) throws EventRejection {
    if (attribute.isSingular) {
      checkTime(attribute, row.value(attribute), row.nanos(attribute));
      return;
    }
    LongList list = row.list(attribute);
    for (int i = 0; i < list.size(); i += 2) {
      checkTime(attribute, list.get(i), (int) list.get(i + 1));
    }
  }

  private static void checkTime(AttributePlan attribute, long seconds, int nanos)
      throws EventRejection {
    if (attribute.type == AttributeType.DURATION) {
      checkDuration(attribute, seconds, nanos);
    } else {
      checkTimestamp(attribute, seconds, nanos);
    }
  }

  private static void checkDuration(AttributePlan attribute, long seconds, int nanos)
      throws EventRejection {
    boolean isInRange = seconds >= -DURATION_SECONDS_MAX && seconds <= DURATION_SECONDS_MAX;
    boolean hasOneSign = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
    if (!isInRange || nanos < -NANOS_MAX || nanos > NANOS_MAX || !hasOneSign) {
      throw new EventRejection(
          ErrorCode.ATTRIBUTE_INVALID,
          attribute.name,
          "no duration: " + seconds + " s and " + nanos + " ns");
    }
  }

  private static void checkTimestamp(AttributePlan attribute, long seconds, int nanos)
      throws EventRejection {
    if (seconds < SECONDS_MIN || seconds > SECONDS_MAX || nanos < 0 || nanos > NANOS_MAX) {
      throw new EventRejection(
          ErrorCode.ATTRIBUTE_INVALID,
          attribute.name,
          "no timestamp: " + seconds + " s and " + nanos + " ns");
    }
  }

  private static void convertStruct(AttributePlan attribute, RowValues row) throws EventRejection {
    byte[] text;
    try {
      text = StructText.of(row.struct(attribute));
    } catch (IllegalArgumentException e) {
      throw new EventRejection(
          ErrorCode.ATTRIBUTE_INVALID, attribute.name, String.valueOf(e.getMessage()));
    }
    if (text.length > EventLimits.VALUE_BYTES_MAX) {
      throw new EventRejection(
          ErrorCode.ATTRIBUTE_INVALID,
          attribute.name,
          text.length + " bytes of JSON; at most " + EventLimits.VALUE_BYTES_MAX);
    }
    row.setText(attribute, text);
  }

  private static void convertFixedPoint(AttributePlan attribute, RowValues row)
      throws EventRejection {
    if (attribute.isSingular) {
      row.set(attribute, units(attribute, row.value(attribute)));
      return;
    }
    LongList list = row.list(attribute);
    for (int i = 0; i < list.size(); i++) {
      list.set(i, units(attribute, list.get(i)));
    }
  }

  private static long units(AttributePlan attribute, long bits) throws EventRejection {
    double value = Double.longBitsToDouble(bits);
    double product = value * POWERS_OF_TEN[attribute.scale];
    if (!(Math.abs(product) < LONG_LIMIT)) {
      throw new EventRejection(
          ErrorCode.ATTRIBUTE_INVALID,
          attribute.name,
          value + " does not fit an Int64 with " + attribute.scale + " decimal digits");
    }
    return roundProduct(value, POWERS_OF_TEN[attribute.scale], product);
  }

  /**
   * {@code value × factor}, exact, rounded half to even. A double can't hold the exact product;
   * what it misses is {@code fma(value, factor, -product)}, and matters only where the product lies
   * on a half, or has no fraction left.
   */
  static long roundProduct(double value, double factor, double product) {
    double missed = Math.fma(value, factor, -product);
    if (Math.abs(product) < INTEGERS_FROM) {
      double rounded = Math.rint(product);
      if (Math.abs(product - rounded) == 0.5 && missed != 0) {
        return (long) (missed > 0 ? Math.ceil(product) : Math.floor(product));
      }
      return (long) rounded;
    }
    long whole = (long) product;
    if (Math.abs(missed) == 0.5) {
      return (whole & 1) == 0 ? whole : whole + (missed > 0 ? 1 : -1);
    }
    return whole + (long) Math.rint(missed);
  }
}
