package dev.tally.edl.compat;

import dev.tally.edl.check.CheckRule;
import java.util.List;
import java.util.stream.Stream;

/** The rules that a change of EDL is held to. */
public final class CompatibilityRules {
  private static final List<CheckRule> ALL =
      Stream.of(WireRules.ALL, DataRules.ALL, MeaningRules.ALL).flatMap(List::stream).toList();

  private CompatibilityRules() {}

  /** Wire, then data, then meaning; in the order of the documentation. */
  public static List<CheckRule> all() {
    return ALL;
  }
}
