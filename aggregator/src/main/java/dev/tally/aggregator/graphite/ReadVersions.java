package dev.tally.aggregator.graphite;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an answer depends on.
 *
 * @param versions of each resolution that was read, as it was before; 0 for none
 * @param isAll whether points of any other resolution may change the answer too
 */
record ReadVersions(Map<Duration, Long> versions, boolean isAll) {
  ReadVersions {
    versions = Map.copyOf(versions);
  }

  static ReadVersions of(Map<Duration, Long> versions, Set<Duration> resolutions, boolean isAll) {
    return isAll
        ? new ReadVersions(versions, true)
        : new ReadVersions(
            resolutions.stream()
                .collect(Collectors.toMap(r -> r, r -> versions.getOrDefault(r, 0L))),
            false);
  }

  boolean isCurrent(Map<Duration, Long> now) {
    return isAll
        ? versions.equals(now)
        : versions.entrySet().stream()
            .allMatch(read -> read.getValue().equals(now.getOrDefault(read.getKey(), 0L)));
  }
}
