package dev.tally.edl.model;

/** Protobuf's scalar types, and the well-known timestamp as one of them. */
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
  TIMESTAMP;

  public boolean isNumber() {
    return switch (this) {
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
          true;
      case FLOAT, DOUBLE -> true;
      case BOOL, STRING, BYTES, ENUM, TIMESTAMP -> false;
    };
  }
}
