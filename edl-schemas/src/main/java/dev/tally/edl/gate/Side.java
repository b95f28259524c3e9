package dev.tally.edl.gate;

import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.load.Schema;
import dev.tally.edl.policy.Policies;
import dev.tally.edl.policy.PolicyReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One state of a folder: its EDL and its policies, as far as they could be read.
 *
 * @param schema absent where there is no EDL file, too
 * @param problems by place
 */
record Side(Optional<Schema> schema, Optional<Policies> policies, List<EdlProblem> problems) {
  static Side of(EdlLoader.Result edl, PolicyReader.Result policies) {
    Optional<Schema> schema =
        edl instanceof EdlLoader.Result.Loaded loaded
            ? Optional.of(loaded.schema())
            : Optional.empty();
    Optional<Policies> read =
        policies instanceof PolicyReader.Result.Read one
            ? Optional.of(one.policies())
            : Optional.empty();
    return new Side(
        schema,
        read,
        Stream.concat(problems(edl).stream(), problems(policies).stream()).sorted().toList());
  }

  private static List<EdlProblem> problems(EdlLoader.Result edl) {
    return switch (edl) {
      case EdlLoader.Result.Loaded _ -> List.of();
      case EdlLoader.Result.Refused(List<EdlProblem> problems) -> problems;
    };
  }

  private static List<EdlProblem> problems(PolicyReader.Result policies) {
    return switch (policies) {
      case PolicyReader.Result.Read _ -> List.of();
      case PolicyReader.Result.Refused(List<EdlProblem> problems) -> problems;
    };
  }
}
