package dev.tally.edl.lint;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

final class NameClash implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "NAME_CLASH",
          Area.LINT,
          Severity.ERROR,
          "Attributes of an event type differ by more than capitals, underscores and dots.",
          "'user_id' and 'userId' are one method to a generated sender: the later one gets an"
              + " underscore behind, and people set the wrong one.");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    Map<String, Map<String, Reach.Use>> seenByType = new HashMap<>();
    for (Reach.Use use : reach.uses()) {
      Reach.Use other =
          seenByType
              .computeIfAbsent(use.type().name(), type -> new HashMap<>())
              .putIfAbsent(letters(use.name()), use);
      if (other != null) {
        complaints.add(
            use.subject(),
            reach.schema().place(use.field()),
            "attributes '%s' and '%s' of %s are one name to generated senders"
                .formatted(other.name(), use.name(), use.type().name()),
            "rename one of them by a word");
      }
    }
  }

  private static String letters(String name) {
    return name.replace("_", "").replace(".", "").toLowerCase(Locale.ROOT);
  }
}
