package dev.tally.storage.view;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Shape;
import dev.tally.edl.model.ValueKind;
import dev.tally.storage.Sql;
import dev.tally.storage.table.EventsTable;

/**
 * Attributes as SQL expressions over the columns of the raw table.
 *
 * <p>A singular attribute is NULL where it is unset. Of the others, a repeated one is an array and
 * so is each half of a map, empty where unset; nothing in them is NULL.
 */
public final class AttributeSql {
  /** Digits of a fixed-point column: all that an Int64 is sure to hold. */
  private static final int DECIMAL_DIGITS = 18;

  private AttributeSql() {}

  /** The value in its own type, which is {@link #type}. */
  public static String expression(Attribute attribute) {
    if (attribute.eventTime()) {
      // Bare, for the primary key to see it: a range over toDateTime64(time, 6) reads everything.
      return "time";
    }
    if (attribute.shape() == Shape.SINGULAR) {
      return ifSet(attribute, convert(attribute, stored(attribute)));
    }
    String values =
        "arrayFilter((v, n) -> n = %s, %s, %s)"
            .formatted(
                Sql.literal(attribute.name()),
                EventsTable.valuesColumn(attribute.kind()),
                EventsTable.namesColumn(attribute.kind()));
    String converted = convert(attribute, "v");
    return converted.equals("v") ? values : "arrayMap(v -> %s, %s)".formatted(converted, values);
  }

  /**
   * A singular attribute as Nullable(Float64), fixed-point numbers scaled, a timestamp in seconds
   * since the epoch; what sums, quantiles and the like work on.
   */
  public static String number(Attribute attribute) {
    requireSingular(attribute);
    return attribute.eventTime()
        ? numberOrZero(attribute)
        : ifSet(attribute, numberOrZero(attribute));
  }

  /**
   * A singular attribute as Nullable(String): a dimension just as it is stored, which is how
   * dimension values and series paths spell it; others as ClickHouse prints them.
   */
  public static String text(Attribute attribute) {
    requireSingular(attribute);
    return attribute.eventTime()
        ? textOrDefault(attribute)
        : ifSet(attribute, textOrDefault(attribute));
  }

  /** As {@link #number}, and 0 where it is unset: cheaper, as nothing is Nullable. */
  public static String numberOrZero(Attribute attribute) {
    requireSingular(attribute);
    return attribute.eventTime()
        ? "toFloat64(time)"
        : "toFloat64(" + convert(attribute, stored(attribute)) + ")";
  }

  /**
   * As {@link #text}, cheaper, as nothing is Nullable. Where it is unset: empty, if it is stored as
   * text, and else what 0 is printed as.
   */
  public static String textOrDefault(Attribute attribute) {
    requireSingular(attribute);
    if (attribute.eventTime()) {
      return "toString(time)";
    }
    return isText(attribute)
        ? stored(attribute)
        : "toString(" + convert(attribute, stored(attribute)) + ")";
  }

  /** Whether it is stored as text. */
  private static boolean isText(Attribute attribute) {
    return attribute.kind() == ValueKind.DIM || attribute.kind() == ValueKind.STR;
  }

  /** Whether the row has it: UInt8. The engine looks once for this and for the value. */
  public static String isSet(Attribute attribute) {
    return attribute.eventTime() ? "1" : "(" + index(attribute) + " != 0)";
  }

  /** The ClickHouse type of {@link #expression}. */
  public static String type(Attribute attribute) {
    if (attribute.eventTime()) {
      return "DateTime64(3, 'UTC')";
    }
    String type = elementType(attribute);
    return attribute.shape() == Shape.SINGULAR ? "Nullable(" + type + ")" : "Array(" + type + ")";
  }

  /** The type of one value. */
  static String elementType(Attribute attribute) {
    return switch (attribute.type()) {
      case BOOL -> "Bool";
      case STRING, BYTES, ENUM, STRUCT -> "String";
      case TIMESTAMP -> "DateTime64(6, 'UTC')";
      case DURATION -> decimal(attribute);
      case UINT64, FIXED64 -> attribute.scale() == 0 ? "UInt64" : decimal(attribute);
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64 ->
          attribute.scale() == 0 ? "Int64" : decimal(attribute);
      case FLOAT, DOUBLE -> attribute.scale() == 0 ? "Float64" : decimal(attribute);
    };
  }

  private static String decimal(Attribute attribute) {
    return "Decimal(" + DECIMAL_DIGITS + ", " + attribute.scale() + ")";
  }

  private static String ifSet(Attribute attribute, String value) {
    return "if(" + isSet(attribute) + ", " + value + ", NULL)";
  }

  /** The stored value; where the attribute is unset, the array's default. */
  private static String stored(Attribute attribute) {
    return "%s[%s]".formatted(EventsTable.valuesColumn(attribute.kind()), index(attribute));
  }

  private static String index(Attribute attribute) {
    return "indexOf(%s, %s)"
        .formatted(EventsTable.namesColumn(attribute.kind()), Sql.literal(attribute.name()));
  }

  private static String convert(Attribute attribute, String stored) {
    return switch (attribute.kind()) {
      case DIM -> convertText(attribute, stored);
      case STR, NUM -> stored;
      case INT -> convertInteger(attribute, stored);
    };
  }

  private static String convertText(Attribute attribute, String stored) {
    if (attribute.type() == AttributeType.BOOL) {
      return "CAST(" + stored + " = 'true' AS Bool)";
    }
    if (!attribute.type().isNumber()) {
      return stored;
    }
    boolean unsigned = isUnsigned64(attribute) && attribute.scale() == 0;
    String integer = unsigned ? "toUInt64OrZero(" + stored + ")" : "toInt64OrZero(" + stored + ")";
    return unsigned ? integer : convertInteger(attribute, integer);
  }

  /** From Int64. A Decimal of 18 digits is an Int64 with a point: the bits are the same. */
  private static String convertInteger(Attribute attribute, String integer) {
    if (attribute.type() == AttributeType.TIMESTAMP) {
      return "fromUnixTimestamp64Micro(" + integer + ", 'UTC')";
    }
    if (attribute.scale() > 0) {
      return "reinterpret(" + integer + ", '" + decimal(attribute) + "')";
    }
    return isUnsigned64(attribute) ? "reinterpretAsUInt64(" + integer + ")" : integer;
  }

  private static boolean isUnsigned64(Attribute attribute) {
    return attribute.type() == AttributeType.UINT64 || attribute.type() == AttributeType.FIXED64;
  }

  private static void requireSingular(Attribute attribute) {
    if (attribute.shape() != Shape.SINGULAR) {
      throw new IllegalArgumentException("attribute " + attribute.name() + " is not singular");
    }
  }
}
