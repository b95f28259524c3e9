package dev.tally.aggregator.run;

import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.aggregator.statement.TouchedPoints;
import dev.tally.aggregator.statement.UpsertRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run with what its blocks hold of event types that have metrics of its resolutions.
 *
 * @param parts by event type
 * @param before the last block of each collector that earlier runs of the resolutions covered
 */
record RunScope(Run run, List<Part> parts, Map<String, Long> before) {
  /** A DateTime's first and last second. */
  private static final long BUCKET_MIN_S = 0;

  private static final long BUCKET_MAX_S = 0xFFFF_FFFFL;

  /**
   * One event type of the run.
   *
   * @param plan of all its metrics
   * @param scans the plan; where upserted buckets are computed anew, one of each resolution
   * @param upsert present where it has upsert keys
   * @param floors the first bucket whose states are kept, in seconds since the epoch; of a
   *     resolution that is not there all are. What is before it stays as it is
   */
  record Part(
      ScanPlan plan,
      List<ScanPlan> scans,
      RangeEvents events,
      Optional<Upsert> upsert,
      Map<Duration, Long> floors) {
    Part {
      scans = List.copyOf(scans);
      floors = Map.copyOf(floors);
    }

    /** The buckets that are computed anew, ascending, in seconds since the epoch. */
    List<Long> replaced(Duration resolution) {
      long floor = floors.getOrDefault(resolution, BUCKET_MIN_S);
      return upsert.stream()
          .flatMap(u -> u.replaced(resolution).stream())
          .filter(bucket -> bucket >= floor)
          .toList();
    }
  }

  RunScope {
    parts = List.copyOf(parts);
    before = Map.copyOf(before);
  }

  UpsertRows upsertRows(RangeEvents events) {
    return new UpsertRows(events, run.ranges(), before);
  }

  /** Events that count in no series: they are of closed days. */
  long ignored() {
    return parts.stream().flatMap(p -> p.upsert().stream()).mapToLong(Upsert::ignored).sum();
  }

  /** Those that have metrics of the resolution. */
  List<Part> parts(Duration resolution) {
    return parts.stream().filter(part -> !part.plan().metrics(resolution).isEmpty()).toList();
  }

  /** Of a resolution that some part has metrics of. */
  TouchedPoints touchedPoints(Duration resolution) {
    List<Part> touched = parts(resolution);
    Instant first =
        touched.stream()
            .map(p -> p.events().timeMin())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    Instant last =
        touched.stream()
            .map(p -> p.events().timeMax())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return new TouchedPoints(
        run.id(), resolution, bucket(first, resolution), bucket(last, resolution));
  }

  private static Instant bucket(Instant time, Duration resolution) {
    long seconds = Math.clamp(time.getEpochSecond(), BUCKET_MIN_S, BUCKET_MAX_S);
    return Instant.ofEpochSecond(seconds - seconds % resolution.toSeconds());
  }
}
