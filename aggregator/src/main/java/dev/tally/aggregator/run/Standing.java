package dev.tally.aggregator.run;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far resolutions are. Those with equal positions go together; those that are behind get runs
 * of their own, until they are where the foremost is.
 *
 * @param behind by their finest resolution
 * @param foremost where no other is further with any collector; empty where two have passed each
 *     other
 * @param goal the largest position of each collector
 */
record Standing(List<Group> behind, Optional<Group> foremost, Map<String, Long> goal) {
  /**
   * @param resolutions ascending
   * @param positions the last block of each collector that some run covers
   */
  record Group(List<Duration> resolutions, Map<String, Long> positions) {
    Group {
      resolutions = List.copyOf(resolutions);
      positions = Map.copyOf(positions);
    }
  }

  Standing {
    behind = List.copyOf(behind);
    requireNonNull(foremost);
    goal = Map.copyOf(goal);
  }

  /**
   * @param positions by resolution, ascending; not empty
   */
  static Standing of(Map<Duration, Map<String, Long>> positions) {
    Map<Map<String, Long>, List<Duration>> groups = new LinkedHashMap<>();
    Map<String, Long> goal = new HashMap<>();
    positions.forEach(
        (resolution, of) -> {
          groups.computeIfAbsent(of, p -> new ArrayList<>()).add(resolution);
          of.forEach((collector, block) -> goal.merge(collector, block, Math::max));
        });
    List<Group> behind = new ArrayList<>();
    Optional<Group> foremost = Optional.empty();
    for (Map.Entry<Map<String, Long>, List<Duration>> entry : groups.entrySet()) {
      Group group = new Group(entry.getValue(), entry.getKey());
      if (group.positions().equals(goal)) {
        foremost = Optional.of(group);
      } else {
        behind.add(group);
      }
    }
    return new Standing(behind, foremost, goal);
  }
}
