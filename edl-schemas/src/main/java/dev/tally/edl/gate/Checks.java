package dev.tally.edl.gate;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.compat.Change;
import dev.tally.edl.compat.Compatibility;
import dev.tally.edl.compat.SchemaDiff;
import dev.tally.edl.lint.Linter;
import dev.tally.edl.load.Schema;
import dev.tally.edl.load.SchemaLoader;
import dev.tally.edl.policy.Policies;
import dev.tally.edl.policy.PolicyReader;
import dev.tally.edl.policy.Waivers;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a folder of EDL, by itself or as a change of what there was:
 *
 * <ol>
 *   <li>load the EDL, read the policies
 *   <li>lint it
 *   <li>compare it with the state before
 *   <li>apply the waivers
 * </ol>
 */
public final class Checks {
  private final SchemaLoader loader;
  private final PolicyReader policies;
  private final Clock clock;

  /**
   * @param clock of today, for waivers
   */
  public Checks(SchemaLoader loader, Clock clock) {
    this.loader = loader;
    this.policies = new PolicyReader(CheckRules.all(), clock);
    this.clock = clock;
  }

  /**
   * Checks a folder.
   *
   * @throws TallyException NOT_FOUND when there is no such folder, or no EDL in it
   */
  public CheckResult check(Path folder) {
    return check(Optional.empty(), read(folder));
  }

  /**
   * Checks a folder as a change of another.
   *
   * @throws TallyException NOT_FOUND when there is no such folder; EDL_INVALID when the other does
   *     not load
   */
  public CheckResult check(Path before, Path after) {
    return check(loaded(read(before)), read(after));
  }

  /**
   * Checks a folder as a change of files.
   *
   * @param before texts by path; empty where there was nothing
   * @throws TallyException NOT_FOUND when there is no such folder; EDL_INVALID when the files do
   *     not load
   */
  public CheckResult check(Map<String, String> before, Path after) {
    return check(loaded(read(before)), read(after));
  }

  /**
   * Checks files as a change of others.
   *
   * @param before texts by path; empty where there was nothing
   * @param after texts by path
   * @throws TallyException EDL_INVALID when those before do not load
   */
  public CheckResult check(Map<String, String> before, Map<String, String> after) {
    return check(loaded(read(before)), read(after));
  }

  CheckResult check(Side before, Side after) {
    return check(loaded(before), after);
  }

  Side read(Map<String, String> texts) {
    return Side.of(loader.load(texts), policies.read(texts));
  }

  private Side read(Path folder) {
    return Side.of(loader.load(folder), policies.read(folder));
  }

  /** What is there already loads, or cannot be compared with. */
  private static Optional<Schema> loaded(Side before) {
    if (before.schema().isEmpty()) {
      throw new TallyException(
          ErrorCode.EDL_INVALID,
          "the EDL to compare with does not load: " + before.problems().getFirst());
    }
    return before.schema();
  }

  private CheckResult check(Optional<Schema> before, Side after) {
    if (after.schema().isEmpty() || after.policies().isEmpty()) {
      return CheckResult.refused(after.problems());
    }
    Schema schema = after.schema().get();
    Policies policy = after.policies().get();

    // lint
    List<Verdict> verdicts = new ArrayList<>(Linter.lint(schema, policy));

    // compare
    List<Change> changes = new ArrayList<>();
    Set<Area> areas = EnumSet.of(Area.LINT);
    if (before.isPresent()) {
      verdicts.addAll(Compatibility.compare(before.get(), schema));
      changes.addAll(SchemaDiff.of(before.get(), schema));
    }

    // waive
    Waivers.Outcome outcome = Waivers.apply(verdicts, policy, CheckRules.all(), areas, clock);
    return new CheckResult(
        Optional.of(schema), List.of(), outcome.standing(), outcome.waived(), changes);
  }
}
