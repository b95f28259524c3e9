package dev.tally.storage;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Collection;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a query parameter, as ClickHouse reads {@code param_<name>}: escaped as in TSV,
 * arrays as literals. See <a href="https://clickhouse.com/docs/interfaces/http">HTTP interface</a>,
 * queries with parameters.
 */
final class ParameterText {
  /** Upper limit of one parameter's text: ClickHouse's default of http_max_field_value_size. */
  static final int PARAMETER_BYTES_MAX = 131_072;

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ParameterText() {}

  /**
   * @throws TallyException REQUEST_INVALID when it is too long
   */
  static String of(String name, @Nullable Object value) {
    String text =
        switch (value) {
          case null -> "\\N";
          case Collection<?> values -> array(values);
          case Object scalar -> escape(plain(scalar));
        };
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > PARAMETER_BYTES_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "query parameter %s has %d bytes, at most %d: ask in smaller pieces"
              .formatted(name, bytes, PARAMETER_BYTES_MAX));
    }
    return text;
  }

  private static String array(Collection<?> values) {
    return values.stream().map(ParameterText::element).collect(Collectors.joining(",", "[", "]"));
  }

  private static String element(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case Number number -> number.toString();
      case Boolean bool -> bool.toString();
      case Collection<?> values -> array(values);
      case Object other -> "'" + escape(plain(other)) + "'";
    };
  }

  private static String plain(Object value) {
    return switch (value) {
      case String text -> text;
      case Number number -> number.toString();
      case Boolean bool -> bool.toString();
      case UUID uuid -> uuid.toString();
      case LocalDate date -> date.toString();
      case Instant time -> time(time);
      case Enum<?> name -> name.name();
      case Object other ->
          throw new IllegalArgumentException("no parameter of type " + other.getClass().getName());
    };
  }

  /** To the microsecond; without a fraction where there is none, for DateTime refuses one. */
  private static String time(Instant time) {
    int micros = time.get(ChronoField.MICRO_OF_SECOND);
    String seconds = SECONDS.format(time);
    return micros == 0 ? seconds : seconds + String.format(Locale.ROOT, ".%06d", micros);
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\'' -> out.append("\\'");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\0' -> out.append("\\0");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
