package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.Expression;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** Ranges that begin at the beginning of a unit of the calendar. */
final class Alignment {
  private static final long DAY_S = 86_400;
  private static final long HOUR_S = 3_600;
  private static final long MINUTE_S = 60;

  private Alignment() {}

  /** The call's own range, or from the beginning of its day where the parameter says "1d". */
  static TimeRange range(Arguments arguments, String parameter) {
    if (arguments
        .literalIfAny(parameter)
        .filter(literal -> !(literal instanceof Expression.Bool))
        .isEmpty()) {
      return arguments.range();
    }
    String unit = arguments.text(parameter).toLowerCase(Locale.ROOT);
    String name = unit.replaceAll("^[0-9]+|[0-9]+$", "");
    ZonedDateTime from = from(arguments);
    if (name.startsWith("s")) {
      return arguments.range();
    } else if (name.startsWith("min")) {
      return startingAt(arguments, from.truncatedTo(ChronoUnit.MINUTES));
    } else if (name.startsWith("h")) {
      return startingAt(arguments, from.truncatedTo(ChronoUnit.HOURS));
    }
    ZonedDateTime day = from.truncatedTo(ChronoUnit.DAYS);
    if (name.startsWith("d")) {
      return startingAt(arguments, day);
    } else if (name.startsWith("w")) {
      return startingAt(
          arguments, day.with(TemporalAdjusters.previousOrSame(weekday(unit, arguments))));
    } else if (name.startsWith("mon")) {
      return startingAt(arguments, day.withDayOfMonth(1));
    } else if (name.startsWith("y")) {
      return startingAt(arguments, day.withDayOfYear(1));
    }
    throw arguments.mistake("has no unit of time '%s'".formatted(unit));
  }

  /** From the beginning of the day, hour or minute, as long as the interval is one at least. */
  static TimeRange toInterval(Arguments arguments, long interval) {
    ZonedDateTime from = from(arguments);
    if (interval >= DAY_S) {
      return startingAt(arguments, from.truncatedTo(ChronoUnit.DAYS));
    } else if (interval >= HOUR_S) {
      return startingAt(arguments, from.truncatedTo(ChronoUnit.HOURS));
    } else if (interval >= MINUTE_S) {
      return startingAt(arguments, from.truncatedTo(ChronoUnit.MINUTES));
    }
    return arguments.range();
  }

  /** "weeks3" begin on Wednesday; on Monday without a digit. */
  private static DayOfWeek weekday(String unit, Arguments arguments) {
    char last = unit.charAt(unit.length() - 1);
    if (last > '7' || last == '0') {
      if (Character.isDigit(last)) {
        throw arguments.mistake("has no weekday '%s'; 1 to 7 are".formatted(last));
      }
      return DayOfWeek.MONDAY;
    }
    return Character.isDigit(last) ? DayOfWeek.of(last - '0') : DayOfWeek.MONDAY;
  }

  private static ZonedDateTime from(Arguments arguments) {
    return Instant.ofEpochSecond(arguments.range().from()).atZone(arguments.scope().zone());
  }

  private static TimeRange startingAt(Arguments arguments, ZonedDateTime from) {
    return new TimeRange(from.toEpochSecond(), arguments.range().until());
  }
}
