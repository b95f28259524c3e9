package dev.tally.collector.encode;

import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Rule;
import java.util.Arrays;
import java.util.List;

/** Rules on numbers, bools and enums. */
final class NumberChecks {
  private NumberChecks() {}

  /** An operand of a rule as {@link RowValues} holds a value. */
  static long operand(AttributeType type, String text) {
    return switch (type) {
      case FLOAT, DOUBLE -> Double.doubleToRawLongBits(Double.parseDouble(text));
      case BOOL -> Boolean.parseBoolean(text) ? 1 : 0;
      case UINT64, FIXED64 -> Long.parseUnsignedLong(text);
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, ENUM ->
          Long.parseLong(text);
      case STRING, BYTES, TIMESTAMP, DURATION, STRUCT ->
          throw new IllegalArgumentException("no rule on numbers is for " + type);
    };
  }

  static ValueCheck oneOf(AttributeType type, Rule rule, boolean isWanted) {
    List<String> texts = rule.operands();
    if (type == AttributeType.FLOAT || type == AttributeType.DOUBLE) {
      return new DoubleSet(texts.stream().mapToDouble(Double::parseDouble).toArray(), isWanted);
    }
    return new LongSet(
        texts.stream().mapToLong(t -> operand(type, t)).sorted().toArray(), isWanted);
  }

  private static final class LongSet implements ValueCheck {
    private final long[] sorted;
    private final boolean isWanted;

    LongSet(long[] sorted, boolean isWanted) {
      this.sorted = sorted;
      this.isWanted = isWanted;
    }

    @Override
    public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
      return Arrays.binarySearch(sorted, value) >= 0 == isWanted;
    }
  }

  private static final class DoubleSet implements ValueCheck {
    private final double[] values;
    private final boolean isWanted;

    DoubleSet(double[] values, boolean isWanted) {
      this.values = values;
      this.isWanted = isWanted;
    }

    @Override
    public boolean holds(long bits, int nanos, byte[] payload, long receivedMs) {
      double value = Double.longBitsToDouble(bits);
      for (double other : values) {
        if (other == value) {
          return isWanted;
        }
      }
      return !isWanted;
    }
  }

  /** No NaN and no infinity. */
  record Finite() implements ValueCheck {
    @Override
    public boolean holds(long bits, int nanos, byte[] payload, long receivedMs) {
      return Double.isFinite(Double.longBitsToDouble(bits));
    }
  }

  record NotZero(boolean isText) implements ValueCheck {
    @Override
    public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
      return isText ? Slice.length(value) != 0 : value != 0;
    }
  }

  record Defined(NamedValues names) implements ValueCheck {
    @Override
    public boolean holds(long value, int nanos, byte[] payload, long receivedMs) {
      return names.has((int) value);
    }
  }
}
