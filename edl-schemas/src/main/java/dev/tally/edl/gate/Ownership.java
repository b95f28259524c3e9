package dev.tally.edl.gate;

import dev.tally.edl.policy.Policies;
import dev.tally.edl.policy.Policy;
import dev.tally.edl.review.OwnerApproval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who must approve a change. What held before it decides, so that nobody takes away an owner
 * without that owner; where nothing did, what the change says.
 */
final class Ownership {
  private final Policies before;
  private final Policies after;

  Ownership(Policies before, Policies after) {
    this.before = before;
    this.after = after;
  }

  /**
   * @param paths that are changed
   */
  List<OwnerApproval> of(Collection<String> paths) {
    Map<String, List<String>> pathsByTeam = new TreeMap<>();
    Map<String, Integer> approvals = new TreeMap<>();
    for (String path : paths) {
      Policy policy = policy(path);
      for (String team : policy.owners()) {
        pathsByTeam.computeIfAbsent(team, one -> new ArrayList<>()).add(path);
        approvals.merge(team, policy.approvals(), Math::max);
      }
    }
    List<OwnerApproval> owners = new ArrayList<>();
    pathsByTeam.forEach(
        (team, owned) ->
            owners.add(
                new OwnerApproval(
                    team, approvals.getOrDefault(team, Policy.APPROVALS_DEFAULT), owned)));
    return owners;
  }

  private Policy policy(String path) {
    Policy held = before.policy(path);
    return held.owners().isEmpty() ? after.policy(path) : held;
  }
}
