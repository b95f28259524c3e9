package dev.tally.edl.policy;

import dev.tally.edl.check.Severity;
import java.util.Locale;
import java.util.Optional;

/** What a folder makes of a lint rule. */
public enum LintLevel {
  OFF,
  WARNING,
  ERROR;

  /** Empty where the rule is off. */
  public Optional<Severity> severity() {
    return switch (this) {
      case OFF -> Optional.empty();
      case WARNING -> Optional.of(Severity.WARNING);
      case ERROR -> Optional.of(Severity.ERROR);
    };
  }

  /** As it is written: {@code off}. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
