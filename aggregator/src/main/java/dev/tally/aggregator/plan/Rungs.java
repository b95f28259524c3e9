package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A bucket width that raw rows are grouped by, and those that are made of its groups.
 *
 * @param base is scanned
 * @param merged multiples of it, ascending
 */
record Rungs(Duration base, List<Duration> merged) {
  Rungs {
    requireNonNull(base);
    merged = List.copyOf(merged);
  }

  /**
   * Every resolution once. A base is what no finer resolution divides; what several bases divide is
   * made of the widest, which has the fewest groups.
   */
  static List<Rungs> of(Collection<Duration> resolutions) {
    List<Duration> ascending = resolutions.stream().distinct().sorted().toList();
    List<Duration> bases =
        ascending.stream()
            .filter(r -> ascending.stream().noneMatch(finer -> isBelow(finer, r)))
            .toList();
    return bases.stream().map(base -> new Rungs(base, merged(base, bases, ascending))).toList();
  }

  /** Ascending, the base first. */
  List<Duration> all() {
    List<Duration> all = new ArrayList<>(merged);
    all.addFirst(base);
    return all;
  }

  private static List<Duration> merged(
      Duration base, List<Duration> bases, List<Duration> ascending) {
    return ascending.stream()
        .filter(r -> isBelow(base, r))
        .filter(
            r -> bases.stream().noneMatch(other -> other.compareTo(base) > 0 && isBelow(other, r)))
        .toList();
  }

  private static boolean isBelow(Duration finer, Duration coarser) {
    return finer.compareTo(coarser) < 0 && coarser.toSeconds() % finer.toSeconds() == 0;
  }
}
