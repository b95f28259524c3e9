package dev.tally.edl.model;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as EDL, paths and settings write them: a whole number and one of s, m, h, d, w. */
public final class Durations {
  private static final Pattern SHAPE = Pattern.compile("([1-9][0-9]{0,8})([smhdw])");

  private Durations() {}

  /**
   * {@code "90s"}, {@code "1m"}, {@code "1h"}, {@code "30d"}, {@code "4w"}; empty for anything
   * else.
   */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2).charAt(0)) {
          case 's' -> Duration.ofSeconds(count);
          case 'm' -> Duration.ofMinutes(count);
          case 'h' -> Duration.ofHours(count);
          case 'd' -> Duration.ofDays(count);
          default -> Duration.ofDays(7 * count);
        });
  }

  /**
   * In the coarsest unit of s, m, h, d that is exact: 3,600 s is {@code "1h"}, 7 days are {@code
   * "7d"}.
   */
  public static String format(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
