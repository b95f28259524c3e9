package dev.tally.edl.lint;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;

final class AttributeDescription implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "ATTRIBUTE_DESCRIPTION",
          Area.LINT,
          Severity.WARNING,
          "An attribute has a comment.",
          "For folders that are read by many: a name like 'country' says little about whose country"
              + " it is. Where names say enough such comments repeat them, so it is off unless"
              + " asked for.");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public boolean isOnByDefault() {
    return false;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    for (Reach.Use use : reach.uses()) {
      boolean isClear = use.attribute().eventTime() || use.attribute().deprecated();
      if (!isClear && use.attribute().description().isBlank()) {
        complaints.add(
            use.subject(),
            reach.schema().place(use.field()),
            "attribute '%s' has no description".formatted(use.name()),
            "write a comment before the field, or behind it");
      }
    }
  }
}
