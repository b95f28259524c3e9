package dev.tally.edl.gate;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.Schema;
import dev.tally.edl.policy.Policies;
import dev.tally.edl.registry.Tree;
import dev.tally.edl.review.CheckReport;
import dev.tally.edl.review.Checked;
import dev.tally.edl.review.ProposalCheck;
import java.util.List;
import java.util.Set;

/** Holds a proposed tree against the one there is. */
public final class TreeCheck implements ProposalCheck {
  private final Checks checks;

  public TreeCheck(Checks checks) {
    this.checks = checks;
  }

  @Override
  public Checked check(Tree base, Tree proposed) {
    Set<String> paths = base.changesTo(proposed).keySet();
    Side before = checks.read(base.texts());
    Side after = checks.read(proposed.texts());
    CheckResult result = checks.check(before, after);
    return new Checked(
        result.schema().map(Schema::files).orElse(List.of()),
        new CheckReport(
            result.problems(),
            result.verdicts().stream().filter(verdict -> concerns(verdict, paths)).toList(),
            result.waived().stream().filter(one -> concerns(one.verdict(), paths)).toList(),
            result.changes(),
            new Ownership(policies(before), policies(after)).of(paths),
            result.schema().filter(s -> Privacy.isTouched(result.changes(), s)).isPresent()));
  }

  /** What lint says of files that stay as they are is nothing new. */
  private static boolean concerns(Verdict verdict, Set<String> paths) {
    return verdict.rule().area() != Area.LINT
        || paths.contains(verdict.place().path())
        || paths.stream().anyMatch(path -> path.endsWith(Policies.FILE));
  }

  private static Policies policies(Side side) {
    return side.policies().orElse(Policies.NONE);
  }
}
