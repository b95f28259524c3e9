package dev.tally.edl.review;

import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.compat.Change;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.policy.WaivedVerdict;
import java.util.List;

/**
 * What the checks say of a change.
 *
 * @param problems why the tree does not load, or a policy is broken; none can be waived
 * @param verdicts of rules; those of {@link Severity#ERROR} stop the change
 * @param waived verdicts that are let off, and by what
 * @param changes of event types, by place; empty where the tree does not load
 * @param owners who must approve
 * @param needsPrivacy whether somebody of the team {@code privacy} must approve, too
 */
public record CheckReport(
    List<EdlProblem> problems,
    List<Verdict> verdicts,
    List<WaivedVerdict> waived,
    List<Change> changes,
    List<OwnerApproval> owners,
    boolean needsPrivacy) {
  public CheckReport {
    problems = problems.stream().sorted().toList();
    verdicts = verdicts.stream().sorted().toList();
    waived = List.copyOf(waived);
    changes = List.copyOf(changes);
    owners = List.copyOf(owners);
  }

  /** Whether nothing stops the change but missing approvals. */
  public boolean passes() {
    return stops().isEmpty();
  }

  /** What stops the change, one line each. */
  public List<String> stops() {
    List<String> stops = new java.util.ArrayList<>();
    problems.forEach(problem -> stops.add(problem.toString()));
    verdicts.stream()
        .filter(verdict -> verdict.severity() == Severity.ERROR)
        .forEach(v -> stops.add("%s: %s (%s)".formatted(v.place(), v.message(), v.rule().id())));
    return stops;
  }
}
