package dev.tally.edl.load;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/** Whether a pattern is RE2's, and of a size that cannot hurt. */
final class PatternCheck {
  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");

  private PatternCheck() {}

  /** What is wrong with it. */
  static Optional<String> problem(String pattern) {
    if (pattern.length() > EdlLimits.PATTERN_CHARS_MAX) {
      return Optional.of("is longer than %,d characters".formatted(EdlLimits.PATTERN_CHARS_MAX));
    }
    if (repeats(pattern) > EdlLimits.PATTERN_REPEATS_MAX) {
      return Optional.of(
          "repeats more than %,d times, counts multiplied"
              .formatted(EdlLimits.PATTERN_REPEATS_MAX));
    }
    try {
      Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of("is none: " + e.getDescription() + " '" + e.getPattern() + "'");
    }
  }

  /** All counts multiplied, as if they were within each other: an upper limit. */
  private static long repeats(String pattern) {
    long product = 1;
    java.util.regex.Matcher count = COUNT.matcher(pattern);
    while (count.find() && product <= EdlLimits.PATTERN_REPEATS_MAX) {
      String upper = count.group(2);
      long times = Long.parseLong(upper == null || upper.isEmpty() ? count.group(1) : upper);
      product *= Math.max(1, times);
    }
    return product;
  }
}
