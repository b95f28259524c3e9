package dev.tally.edl.lint;

import build.buf.validate.ValidateProto;
import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;

final class MapBound implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "MAP_BOUND",
          Area.LINT,
          Severity.WARNING,
          "A map says how many pairs it has at most.",
          "A map takes whatever a sender puts in, ids as keys among it; then events grow without a"
              + " bound, and what would be attributes hides from metrics, PII classes and review.");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    for (Reach.Use use : reach.uses()) {
      if (use.isMap()
          && !use.attribute().deprecated()
          && !use.field().getOptions().getExtension(ValidateProto.field).getMap().hasMaxPairs()) {
        complaints.add(
            use.subject(),
            reach.schema().place(use.field()),
            "map '%s' has no bound".formatted(use.name()),
            "add (buf.validate.field).map.max_pairs = 20, or make its keys fields");
      }
    }
  }
}
