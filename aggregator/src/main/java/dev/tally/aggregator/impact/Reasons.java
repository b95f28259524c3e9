package dev.tally.aggregator.impact;

import dev.tally.edl.compat.Change;

/** Changes in a few words. */
final class Reasons {
  private static final int VALUE_CHARS_MAX = 200;

  private Reasons() {}

  /** {@code filter becomes total > 5, was none}. */
  static String of(Change change) {
    return "%s becomes %s, was %s"
        .formatted(change.property(), value(change.after()), value(change.before()));
  }

  private static String value(String value) {
    if (value.isEmpty()) {
      return "none";
    }
    return value.length() > VALUE_CHARS_MAX ? value.substring(0, VALUE_CHARS_MAX) + "…" : value;
  }
}
