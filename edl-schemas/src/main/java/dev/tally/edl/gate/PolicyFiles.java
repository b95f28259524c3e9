package dev.tally.edl.gate;

import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.policy.Policies;
import dev.tally.edl.policy.PolicyReader;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The {@code edl.yaml} files among others, as files to be published. */
public final class PolicyFiles {
  private PolicyFiles() {}

  /**
   * @param texts by path
   * @param clock of today, for waivers
   * @return by path
   * @throws TallyException EDL_INVALID when one cannot be read, all problems in one message, a line
   *     each
   */
  public static List<EdlFile> of(Map<String, String> texts, Clock clock) {
    return switch (new PolicyReader(CheckRules.all(), clock).read(texts)) {
      case PolicyReader.Result.Read _ ->
          new TreeMap<>(texts)
              .entrySet().stream()
                  .filter(file -> isPolicy(file.getKey()))
                  .map(file -> new EdlFile(file.getKey(), "", "", file.getValue(), List.of()))
                  .toList();
      case PolicyReader.Result.Refused(List<EdlProblem> problems) ->
          throw new TallyException(
              ErrorCode.EDL_INVALID,
              problems.stream().map(EdlProblem::toString).collect(Collectors.joining("\n")));
    };
  }

  static boolean isPolicy(String path) {
    return path.equals(Policies.FILE) || path.endsWith("/" + Policies.FILE);
  }
}
