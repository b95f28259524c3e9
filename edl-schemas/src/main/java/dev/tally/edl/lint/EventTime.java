package dev.tally.edl.lint;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.EventType;
import java.util.Optional;

final class EventTime implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "EVENT_TIME",
          Area.LINT,
          Severity.WARNING,
          "An event type has an attribute that is the event's time.",
          "Without one an event counts when its sender made it: what is sent late, imported or"
              + " replayed lands in the wrong bucket, and cannot be put right later.");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    for (EventType type : reach.schema().eventTypes()) {
      if (type.eventTime().isEmpty()) {
        Optional<Attribute> candidate =
            type.attributes().stream()
                .filter(attribute -> attribute.type() == AttributeType.TIMESTAMP)
                .findFirst();
        complaints.add(
            type.name(),
            reach.schema().place(type),
            "event type %s does not say when it happened".formatted(type.name()),
            candidate
                .map(
                    attribute ->
                        "mark the attribute that does: '%s' with (tally.field).event_time = true"
                            .formatted(attribute.name()))
                .orElse(
                    "add google.protobuf.Timestamp time = …"
                        + " [(tally.field).event_time = true]"));
      }
    }
  }
}
