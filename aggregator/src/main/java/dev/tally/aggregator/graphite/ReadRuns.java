package dev.tally.aggregator.graphite;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an answer depends on.
 *
 * @param runs the last run of each resolution that was read, as it was before; 0 for none
 * @param isAll whether a run of any other resolution may change the answer too
 */
record ReadRuns(Map<Duration, Long> runs, boolean isAll) {
  ReadRuns {
    runs = Map.copyOf(runs);
  }

  static ReadRuns of(Map<Duration, Long> runs, Set<Duration> resolutions, boolean isAll) {
    return isAll
        ? new ReadRuns(runs, true)
        : new ReadRuns(
            resolutions.stream().collect(Collectors.toMap(r -> r, r -> runs.getOrDefault(r, 0L))),
            false);
  }

  boolean isCurrent(Map<Duration, Long> now) {
    return isAll
        ? runs.equals(now)
        : runs.entrySet().stream()
            .allMatch(read -> read.getValue().equals(now.getOrDefault(read.getKey(), 0L)));
  }
}
