package dev.tally.edl.lint;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.model.EventType;
import java.util.Set;

final class EventDescription implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "EVENT_DESCRIPTION",
          Area.LINT,
          Severity.WARNING,
          "An event type has a comment that says when it happens, and not just its name.",
          "It is the text in the catalogue, in SDKs and on the view. When exactly an event is sent"
              + " decides what its counts mean, and only its author knows.");

  /** What people write to silence a linter. */
  private static final Set<String> PLACEHOLDERS = Set.of("todo", "fixme", "tbd", "xxx");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    for (EventType type : reach.schema().eventTypes()) {
      if (saysNothing(type)) {
        complaints.add(
            type.name(),
            reach.schema().place(type),
            "event type %s has no description%s"
                .formatted(
                    type.name(),
                    type.description().isEmpty() ? "" : ", only '" + first(type) + "'"),
            "write a comment before the message: when is it sent, when not?");
      }
    }
  }

  private static boolean saysNothing(EventType type) {
    var words = Words.of(type.description());
    return words.isEmpty()
        || PLACEHOLDERS.contains(words.getFirst())
        || words.equals(Words.of(type.name().substring(type.name().lastIndexOf('.') + 1)));
  }

  private static String first(EventType type) {
    return type.description().lines().findFirst().orElse("");
  }
}
