package dev.tally.collector.encode;

import java.io.IOException;

/**
 * A pair of array columns of the raw table, {@code <kind>_names} and {@code <kind>_values}: the
 * same offsets, names from a dictionary. What the values look like is the subclass's.
 */
abstract class ValueArrays {
  private final String kind;
  private final String valueType;
  private final LowCardinalityColumn names;
  private final ByteColumn offsets = new ByteColumn();

  ValueArrays(String kind, String valueType, long seed) {
    this.kind = kind;
    this.valueType = valueType;
    this.names = new LowCardinalityColumn(seed);
  }

  void clear() {
    names.clear();
    offsets.clear();
  }

  int bytes() {
    return names.bytes() + 2 * offsets.length();
  }

  /** The name of the value that is put next, or was just put. */
  final void putName(AttributePlan attribute, long generation) {
    names.put(attribute.nameIndexIn(names.dictionary(), generation));
  }

  final void endRow() {
    offsets.putLong(names.count());
  }

  final void writeTo(NativeOutput out) throws IOException {
    out.beginColumn(kind + "_names", "Array(LowCardinality(String))");
    names.writePrefix(out);
    offsets.writeTo(out);
    names.writeValues(out);
    out.beginColumn(kind + "_values", "Array(" + valueType + ")");
    writeValues(out, offsets);
  }

  /** The prefix if the type has one, the offsets, and the values. */
  abstract void writeValues(NativeOutput out, ByteColumn offsets) throws IOException;

  /** Strings, Int64 and Float64: values as they stand on the wire. */
  static final class Plain extends ValueArrays {
    private final ByteColumn values = new ByteColumn();

    Plain(String kind, String valueType, long seed) {
      super(kind, valueType, seed);
    }

    ByteColumn values() {
      return values;
    }

    @Override
    void clear() {
      super.clear();
      values.clear();
    }

    @Override
    int bytes() {
      return super.bytes() + values.length();
    }

    @Override
    void writeValues(NativeOutput out, ByteColumn offsets) throws IOException {
      offsets.writeTo(out);
      values.writeTo(out);
    }
  }

  /** Dimensions: strings from a dictionary. */
  static final class Dimensions extends ValueArrays {
    private final LowCardinalityColumn values;

    Dimensions(String kind, long seed) {
      super(kind, "LowCardinality(String)", seed);
      values = new LowCardinalityColumn(seed);
    }

    LowCardinalityColumn values() {
      return values;
    }

    @Override
    void clear() {
      super.clear();
      values.clear();
    }

    @Override
    int bytes() {
      return super.bytes() + values.bytes();
    }

    @Override
    void writeValues(NativeOutput out, ByteColumn offsets) throws IOException {
      values.writePrefix(out);
      offsets.writeTo(out);
      values.writeValues(out);
    }
  }
}
