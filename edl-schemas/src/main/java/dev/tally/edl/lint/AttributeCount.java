package dev.tally.edl.lint;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.model.EventType;

final class AttributeCount implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "ATTRIBUTE_COUNT",
          Area.LINT,
          Severity.WARNING,
          "An event type has at most %d attributes."
              .formatted(LintLimits.EVENT_TYPE_ATTRIBUTES_MAX),
          "An event with so many is several events: most of it is unset in each, nobody knows what"
              + " belongs together, and every query reads through all names.");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    for (EventType type : reach.schema().eventTypes()) {
      int attributes = type.attributes().size();
      if (attributes > LintLimits.EVENT_TYPE_ATTRIBUTES_MAX) {
        complaints.add(
            type.name(),
            reach.schema().place(type),
            "event type %s has %,d attributes".formatted(type.name(), attributes),
            "make several event types of it, or leave out what nobody reads");
      }
    }
  }
}
