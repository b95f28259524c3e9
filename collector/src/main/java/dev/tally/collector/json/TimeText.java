package dev.tally.collector.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as JSON writes them: RFC 3339 text, or milliseconds since the epoch. */
final class TimeText {
  private static final Pattern MILLIS = Pattern.compile("-?[0-9]{1,17}");

  /** RFC 3339 allows a space and small letters where ISO 8601 has a T and a Z. */
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})");

  private TimeText() {}

  /** Empty for what is no time. */
  static Optional<Instant> parse(String text) {
    if (MILLIS.matcher(text).matches()) {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(text)));
    }
    if (!RFC_3339.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      String iso = text.substring(0, 10) + "T" + text.substring(11).replace('z', 'Z');
      return Optional.of(OffsetDateTime.parse(iso).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
