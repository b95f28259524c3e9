package dev.tally.edl.gate;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.compat.CompatibilityRules;
import dev.tally.edl.lint.LintRules;
import dev.tally.edl.policy.Waivers;
import java.util.List;
import java.util.stream.Stream;

/** The rules of all areas. */
public final class CheckRules {
  private CheckRules() {}

  /** Those that can be configured and waived, and those about waivers. */
  public static List<CheckRule> all() {
    return Stream.of(LintRules.all(), CompatibilityRules.all(), Waivers.rules())
        .flatMap(List::stream)
        .toList();
  }
}
