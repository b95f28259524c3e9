package dev.tally.edl.model;

/** Protobuf's scalar types, and its times and its JSON object among them. */
public enum AttributeType {
  INT32,
  SINT32,
  SFIXED32,
  UINT32,
  FIXED32,
  INT64,
  SINT64,
  SFIXED64,
  /** Stored as the Int64 of the same bits. */
  UINT64,
  /** Stored as the Int64 of the same bits. */
  FIXED64,
  FLOAT,
  DOUBLE,
  /** Stored as "true" and "false". */
  BOOL,
  STRING,
  BYTES,
  /**
   * Stored by name; a number that the revision does not know is stored as that number, in digits.
   */
  ENUM,
  /** google.protobuf.Timestamp, stored in microseconds since the epoch. */
  TIMESTAMP,
  /**
   * google.protobuf.Duration, stored in microseconds: a number of seconds with {@link
   * #DURATION_SCALE} decimal digits.
   */
  DURATION,
  /** google.protobuf.Struct, stored as its JSON text. Always singular. */
  STRUCT;

  /** Decimal digits of a duration's seconds. */
  public static final int DURATION_SCALE = 6;

  public boolean isNumber() {
    return switch (this) {
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
          true;
      case FLOAT, DOUBLE, DURATION -> true;
      case BOOL, STRING, BYTES, ENUM, TIMESTAMP, STRUCT -> false;
    };
  }
}
