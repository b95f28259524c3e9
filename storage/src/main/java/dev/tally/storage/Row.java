package dev.tally.storage;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.data_formats.internal.BinaryStreamReader.ArrayValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result, by column name. Every accessor but {@link #isNull} and {@link #object}
 * refuses NULL with an {@link IllegalStateException}, and so it does with a type that it can't
 * read: both are mistakes in the statement.
 */
public final class Row {
  private final ClickHouseBinaryFormatReader reader;

  Row(ClickHouseBinaryFormatReader reader) {
    this.reader = reader;
  }

  public boolean isNull(String column) {
    return reader.readValue(column) == null;
  }

  /** Any type, as ClickHouse prints it where it is no String. */
  public String string(String column) {
    return require(column).toString();
  }

  /** Integers of any width; a UInt64 comes as the Int64 of the same bits. Bool is 0 or 1. */
  public long int64(String column) {
    return switch (require(column)) {
      case BigInteger big -> big.longValue();
      case Number number -> number.longValue();
      case Boolean bool -> bool ? 1 : 0;
      case Object other -> throw unreadable(column, other, "an integer");
    };
  }

  /** Integers, floats and decimals. */
  public double float64(String column) {
    if (require(column) instanceof Number number) {
      return number.doubleValue();
    }
    throw unreadable(column, require(column), "a number");
  }

  public BigDecimal decimal(String column) {
    return switch (require(column)) {
      case BigDecimal decimal -> decimal;
      case Number number -> new BigDecimal(number.toString());
      case Object other -> throw unreadable(column, other, "a decimal");
    };
  }

  public boolean bool(String column) {
    return require(column) instanceof Boolean bool ? bool : int64(column) != 0;
  }

  public UUID uuid(String column) {
    return require(column) instanceof UUID uuid ? uuid : UUID.fromString(string(column));
  }

  /** DateTime, DateTime64 and Date (its midnight), UTC. */
  public Instant instant(String column) {
    return switch (require(column)) {
      case ZonedDateTime time -> time.toInstant();
      case OffsetDateTime time -> time.toInstant();
      case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
      case LocalDate date -> date.atStartOfDay(ZoneOffset.UTC).toInstant();
      case Instant time -> time;
      case Object other -> throw unreadable(column, other, "a time");
    };
  }

  /** Arrays of strings. */
  public List<String> strings(String column) {
    return list(column).stream().map(Object::toString).toList();
  }

  /** Arrays of integers, as {@link #int64}. */
  public long[] int64s(String column) {
    return list(column).stream().mapToLong(value -> ((Number) value).longValue()).toArray();
  }

  /** Arrays of numbers. */
  public double[] float64s(String column) {
    return list(column).stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
  }

  /** As the client read it; an array as a {@link List}. */
  public @Nullable Object object(String column) {
    Object value = reader.readValue(column);
    return value instanceof ArrayValue array ? array.asList() : value;
  }

  private List<Object> list(String column) {
    return switch (require(column)) {
      case ArrayValue array -> new ArrayList<>(array.asList());
      case List<?> list -> new ArrayList<>(list);
      case Object other -> throw unreadable(column, other, "an array");
    };
  }

  private Object require(String column) {
    Object value = reader.readValue(column);
    if (value == null) {
      throw new IllegalStateException("column " + column + " is NULL");
    }
    return value;
  }

  private static IllegalStateException unreadable(String column, Object value, String wanted) {
    return new IllegalStateException(
        "column " + column + " is a " + value.getClass().getSimpleName() + ", not " + wanted);
  }
}
