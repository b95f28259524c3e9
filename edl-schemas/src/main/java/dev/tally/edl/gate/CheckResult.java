package dev.tally.edl.gate;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.compat.Change;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.load.Schema;
import dev.tally.edl.policy.WaivedVerdict;
import java.util.List;
import java.util.Optional;

/**
 * What came of a check.
 *
 * @param schema absent where it does not load
 * @param problems why it does not load, or a policy cannot be read; by place
 * @param verdicts that stand; by place
 * @param waived verdicts that are let off; by place
 * @param changes from the state before, where there is one
 */
public record CheckResult(
    Optional<Schema> schema,
    List<EdlProblem> problems,
    List<Verdict> verdicts,
    List<WaivedVerdict> waived,
    List<Change> changes) {
  public CheckResult {
    requireNonNull(schema);
    problems = List.copyOf(problems);
    verdicts = List.copyOf(verdicts);
    waived = List.copyOf(waived);
    changes = List.copyOf(changes);
  }

  static CheckResult refused(List<EdlProblem> problems) {
    return new CheckResult(Optional.empty(), problems, List.of(), List.of(), List.of());
  }

  /** Whether anything stops it. */
  public boolean fails() {
    return !problems.isEmpty() || count(Severity.ERROR) > 0;
  }

  /** How many verdicts of a severity stand. */
  public long count(Severity severity) {
    return verdicts.stream().filter(verdict -> verdict.severity() == severity).count();
  }
}
