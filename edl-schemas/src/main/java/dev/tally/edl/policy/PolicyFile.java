package dev.tally.edl.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one {@code edl.yaml} says.
 *
 * @param owners absent where it does not say; so is {@code approvals}
 */
record PolicyFile(
    Optional<List<String>> owners,
    Optional<Integer> approvals,
    Map<String, LintLevel> lint,
    List<Waiver> waivers) {

  /** What holds below it, where {@code above} holds around it. */
  Policy within(Policy above) {
    Map<String, LintLevel> levels = new HashMap<>(above.lint());
    levels.putAll(lint);
    return new Policy(
        owners.orElse(above.owners()),
        approvals.orElse(above.approvals()),
        levels,
        Stream.concat(above.waivers().stream(), waivers.stream()).toList());
  }
}
