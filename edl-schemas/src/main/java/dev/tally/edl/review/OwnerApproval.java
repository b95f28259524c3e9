package dev.tally.edl.review;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * An approval that a change needs by its owners.
 *
 * @param team that owns what is changed
 * @param approvals members that must approve, at least 1
 * @param paths files of the change that it owns
 */
public record OwnerApproval(String team, int approvals, List<String> paths) {
  public OwnerApproval {
    requireNonNull(team);
    paths = List.copyOf(paths);
    if (approvals < 1) {
      throw new IllegalArgumentException("approvals " + approvals);
    }
  }
}
