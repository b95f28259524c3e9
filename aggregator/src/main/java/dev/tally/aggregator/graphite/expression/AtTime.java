package dev.tally.aggregator.graphite.expression;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Graphite's forms of a time, after at(1): seconds since the epoch, or a reference ({@code now},
 * {@code today}, {@code 17:30}, {@code 17:30_20010304}, {@code noon+yesterday}, {@code 20010304},
 * {@code 03/04/01}, {@code mar4}, {@code monday}) and offsets ({@code -24h}, {@code -1d12h}, {@code
 * +30min}). A month is 30 days, a year 365. See Graphite's render API, "from / until".
 */
public final class AtTime {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private static final Pattern NOISE = Pattern.compile("[_, ]");
  private static final Pattern CLOCK = Pattern.compile("(\\d{1,2}):(\\d{2})(am|pm)?(.*)");
  private static final Pattern HOUR = Pattern.compile("(\\d{1,2})(am|pm)(.*)");
  private static final Pattern EPOCH = Pattern.compile("\\d{1,12}");
  private static final Pattern DATE = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
  private static final Pattern SLASHES = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{1,4})");
  private static final Pattern MONTH_DAY = Pattern.compile("([a-z]{3})[a-z]*(\\d{1,2})");
  private static final Pattern OFFSET = Pattern.compile("(\\d{1,9})([a-z]+)");

  private AtTime() {}

  /**
   * @throws TallyException REQUEST_INVALID for anything else
   */
  public static Instant parse(String text, Instant now, ZoneId zone) {
    String plain = NOISE.matcher(text.strip().toLowerCase(Locale.ROOT)).replaceAll("");
    if (EPOCH.matcher(plain).matches() && !isDate(plain)) {
      return Instant.ofEpochSecond(Long.parseLong(plain));
    }
    int sign = signOf(plain);
    String reference = sign < 0 ? plain : plain.substring(0, sign);
    try {
      Instant base = reference(reference, now, zone);
      return sign < 0 ? base : base.plus(offset(plain.substring(sign)));
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "'%s' is not a time: give seconds since the epoch, or as in now, -24h, midnight, 17:30_20010304, 20010304"
              .formatted(text),
          e);
    }
  }

  /**
   * {@code -1d12h}, {@code +30min}, {@code 1hour}: positive where no sign is given.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Duration offset(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    Matcher matcher = OFFSET.matcher(rest);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      sum = sum.plus(unit(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1))));
      end = matcher.end();
    }
    if (end == 0 || end != rest.length()) {
      throw new IllegalArgumentException("not an offset: " + text);
    }
    return negative ? sum.negated() : sum;
  }

  private static int signOf(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '+' || text.charAt(i) == '-') {
        return i;
      }
    }
    return -1;
  }

  /** YYYYMMDD, which is also a number. */
  private static boolean isDate(String digits) {
    Matcher matcher = DATE.matcher(digits);
    return matcher.matches()
        && Integer.parseInt(matcher.group(1)) > 1900
        && Integer.parseInt(matcher.group(2)) < 13
        && Integer.parseInt(matcher.group(3)) < 32;
  }

  private static Instant reference(String text, Instant now, ZoneId zone) {
    if (text.isEmpty() || text.equals("now")) {
      return now;
    }
    LocalTime time = LocalTime.MIDNIGHT;
    String day = text;
    Matcher clock = CLOCK.matcher(text);
    Matcher hour = HOUR.matcher(text);
    if (clock.matches()) {
      boolean afternoon = "pm".equals(clock.group(3));
      time = time(clock.group(1), clock.group(2), afternoon);
      day = clock.group(4);
    } else if (hour.matches()) {
      time = time(hour.group(1), "0", hour.group(2).equals("pm"));
      day = hour.group(3);
    } else if (text.startsWith("noon")) {
      time = LocalTime.NOON;
      day = text.substring("noon".length());
    } else if (text.startsWith("midnight")) {
      day = text.substring("midnight".length());
    } else if (text.startsWith("teatime")) {
      time = LocalTime.of(16, 0);
      day = text.substring("teatime".length());
    }
    LocalDate date = day(day, now.atZone(zone).toLocalDate());
    return ZonedDateTime.of(date, time, zone).toInstant();
  }

  private static LocalTime time(String hour, String minute, boolean afternoon) {
    int hours = Integer.parseInt(hour);
    return LocalTime.of(afternoon ? (hours + 12) % 24 : hours, Integer.parseInt(minute));
  }

  private static LocalDate day(String text, LocalDate today) {
    Matcher date = DATE.matcher(text);
    Matcher slashes = SLASHES.matcher(text);
    Matcher monthDay = MONTH_DAY.matcher(text);
    if (text.isEmpty() || text.equals("today")) {
      return today;
    } else if (text.equals("yesterday")) {
      return today.minusDays(1);
    } else if (text.equals("tomorrow")) {
      return today.plusDays(1);
    } else if (date.matches()) {
      return LocalDate.of(number(date, 1), number(date, 2), number(date, 3));
    } else if (slashes.matches()) {
      return LocalDate.of(year(number(slashes, 3)), number(slashes, 1), number(slashes, 2));
    } else if (monthDay.matches() && MONTHS.contains(monthDay.group(1))) {
      int month = MONTHS.indexOf(monthDay.group(1)) + 1;
      return LocalDate.of(today.getYear(), month, number(monthDay, 2));
    } else if (text.length() >= 3 && DAYS.contains(text.substring(0, 3))) {
      int back = today.getDayOfWeek().getValue() - 1 - DAYS.indexOf(text.substring(0, 3));
      return today.minusDays(Math.floorMod(back, 7));
    }
    throw new IllegalArgumentException("not a day: " + text);
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /** Two digits: 70 to 99 are of the last century. */
  private static int year(int digits) {
    int year = digits < 1900 ? digits + 1900 : digits;
    return year < 1970 ? year + 100 : year;
  }

  private static Duration unit(String name) {
    if (name.startsWith("s")) {
      return Duration.ofSeconds(1);
    } else if (name.startsWith("min")) {
      return Duration.ofMinutes(1);
    } else if (name.startsWith("h")) {
      return Duration.ofHours(1);
    } else if (name.startsWith("d")) {
      return Duration.ofDays(1);
    } else if (name.startsWith("w")) {
      return Duration.ofDays(7);
    } else if (name.startsWith("mon")) {
      return Duration.of(30, ChronoUnit.DAYS);
    } else if (name.startsWith("y")) {
      return Duration.of(365, ChronoUnit.DAYS);
    }
    throw new IllegalArgumentException("not a unit of time: " + name);
  }
}
