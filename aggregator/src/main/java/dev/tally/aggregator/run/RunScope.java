package dev.tally.aggregator.run;

import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.aggregator.statement.TouchedPoints;
import dev.tally.aggregator.statement.UpsertRows;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run with what its blocks hold of event types that have metrics of its resolution.
 *
 * @param parts by event type
 * @param before the last block of each collector that earlier runs of the resolution covered
 */
record RunScope(Run run, List<Part> parts, Map<String, Long> before) {
  /** A DateTime's first and last second. */
  private static final long BUCKET_MIN_S = 0;

  private static final long BUCKET_MAX_S = 0xFFFF_FFFFL;

  /**
   * One event type of the run.
   *
   * @param upsert present where it has upsert keys
   */
  record Part(ScanPlan plan, RangeEvents events, Optional<Upsert> upsert) {}

  RunScope {
    parts = List.copyOf(parts);
    before = Map.copyOf(before);
  }

  UpsertRows upsertRows(ScanPlan plan, RangeEvents events) {
    return new UpsertRows(plan, events, run.ranges(), before);
  }

  /** Events that count in no series: they are of closed days. */
  long ignored() {
    return parts.stream().flatMap(p -> p.upsert().stream()).mapToLong(Upsert::ignored).sum();
  }

  List<ScanPlan> plans() {
    return parts.stream().map(Part::plan).toList();
  }

  TouchedPoints touchedPoints() {
    Instant first =
        parts.stream().map(p -> p.events().timeMin()).min(Comparator.naturalOrder()).orElseThrow();
    Instant last =
        parts.stream().map(p -> p.events().timeMax()).max(Comparator.naturalOrder()).orElseThrow();
    return new TouchedPoints(run.id(), run.resolution(), bucket(first), bucket(last));
  }

  private Instant bucket(Instant time) {
    long seconds = Math.clamp(time.getEpochSecond(), BUCKET_MIN_S, BUCKET_MAX_S);
    return Instant.ofEpochSecond(seconds - seconds % run.resolution().toSeconds());
  }
}
