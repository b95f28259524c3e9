package dev.tally.edl.lint;

import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.Place;
import dev.tally.edl.load.Schema;
import dev.tally.edl.policy.LintLevel;
import dev.tally.edl.policy.Policies;
import dev.tally.edl.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges a loaded folder by the {@link LintRules}, as the policy of each file wants it. */
public final class Linter {
  private final Policies policies;
  private final Map<String, Policy> policyByPath = new HashMap<>();
  private final List<Verdict> verdicts = new ArrayList<>();

  private record Heard(String subject, Place place) {}

  private Linter(Policies policies) {
    this.policies = policies;
  }

  /** By place; waivers are not applied yet. */
  public static List<Verdict> lint(Schema schema, Policies policies) {
    Linter linter = new Linter(policies);
    Reach reach = new Reach(schema);
    LintRules.RULES.stream()
        .filter(rule -> rule.isOnByDefault() || policies.configure(rule.rule().id()))
        .forEach(rule -> linter.judge(rule, reach));
    return linter.verdicts.stream().sorted().toList();
  }

  private void judge(LintRule rule, Reach reach) {
    Set<Heard> heard = new HashSet<>();
    rule.judge(
        reach,
        (subject, place, message, instead) -> {
          Optional<Severity> severity = severity(rule, place);
          if (severity.isPresent() && heard.add(new Heard(subject, place))) {
            verdicts.add(
                new Verdict(
                    rule.rule(),
                    severity.get(),
                    subject,
                    place,
                    Optional.empty(),
                    message,
                    instead));
          }
        });
  }

  private Optional<Severity> severity(LintRule rule, Place place) {
    Policy policy = policyByPath.computeIfAbsent(place.path(), policies::policy);
    Optional<LintLevel> level = policy.level(rule.rule().id());
    if (level.isPresent()) {
      return level.get().severity();
    }
    return rule.isOnByDefault() ? Optional.of(rule.rule().severity()) : Optional.empty();
  }
}
