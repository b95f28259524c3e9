package dev.tally.edl.policy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for one EDL file.
 *
 * @param owners teams whose members review changes; empty where no {@code edl.yaml} names any
 * @param approvals how many approvals a change needs
 * @param lint levels by rule id, where an {@code edl.yaml} says something else than the rule
 * @param waivers of the files up the tree, the outermost first
 */
public record Policy(
    List<String> owners, int approvals, Map<String, LintLevel> lint, List<Waiver> waivers) {
  /** Approvals where nothing is said. */
  public static final int APPROVALS_DEFAULT = 1;

  /** Where there is no {@code edl.yaml}. */
  public static final Policy NONE = new Policy(List.of(), APPROVALS_DEFAULT, Map.of(), List.of());

  public Policy {
    owners = List.copyOf(owners);
    lint = Map.copyOf(lint);
    waivers = List.copyOf(waivers);
  }

  /** What is said of a lint rule. */
  public Optional<LintLevel> level(String rule) {
    requireNonNull(rule);
    return Optional.ofNullable(lint.get(rule));
  }
}
