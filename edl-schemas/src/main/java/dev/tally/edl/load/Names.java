package dev.tally.edl.load;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names of metrics and alerts; they stand in paths, addresses and notifications. */
final class Names {
  private static final Pattern LOWER_SNAKE_CASE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

  private Names() {}

  /** Why it is no name. */
  static Optional<String> refusal(String name) {
    if (!LOWER_SNAKE_CASE.matcher(name).matches()) {
      return Optional.of("the name '%s' is not lower_snake_case".formatted(name));
    }
    return name.length() > EdlLimits.NAME_CHARS_MAX
        ? Optional.of("the name is longer than %d characters".formatted(EdlLimits.NAME_CHARS_MAX))
        : Optional.empty();
  }
}
