package dev.tally.aggregator.verify;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.backfill.ShadowScan;
import dev.tally.aggregator.plan.PlannedMetric;
import dev.tally.aggregator.plan.Planner;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.Spans;
import dev.tally.aggregator.plan.StateKind;
import dev.tally.aggregator.statement.CompareStates;
import dev.tally.aggregator.statement.CompareStates.Comparison;
import dev.tally.aggregator.statement.SelectExpiredTimes;
import dev.tally.aggregator.statement.SelectRawDays;
import dev.tally.aggregator.statement.SelectRawDays.RawDay;
import dev.tally.aggregator.statement.SelectStateSample;
import dev.tally.aggregator.statement.SelectStateSample.Bucket;
import dev.tally.aggregator.statement.ShadowStates;
import dev.tally.aggregator.turn.Turns;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds states against the raw rows that they were made of: of some buckets, chosen by chance, all
 * metrics are computed once more, beside what is there, and compared. Between rollup runs, one
 * bucket at a time.
 */
public final class StateVerifier {
  /** Buckets of one request. */
  public static final int SAMPLE_MAX = 200;

  /** Raw rows of a bucket: rollups wait for the scan. */
  private static final long EVENTS_MAX = 5_000_000;

  /** Waiting for the turn: runs are seconds. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);

  private static final long TABLES = ShadowStates.VERIFICATION;

  /** What came of a bucket. */
  public enum Verdict {
    EQUAL,
    DIFFERENT,
    /** Raw rows have expired, or are too many, or there is no such metric any more. */
    SKIPPED
  }

  /**
   * @param keys that were compared: combinations of metric, dimension set and values
   * @param words what is different, or why it was skipped; else empty
   */
  public record BucketResult(Bucket bucket, Verdict verdict, long keys, String words) {
    public BucketResult {
      requireNonNull(bucket);
      requireNonNull(verdict);
      requireNonNull(words);
    }
  }

  private final Planner planner;
  private final MetadataDatabase metadata;
  private final Clock clock;
  private final Turns turns;
  private final SelectStateSample selectStateSample;
  private final SelectExpiredTimes selectExpiredTimes;
  private final CompareStates compareStates;
  private final ShadowStates shadowStates;
  private final SelectRawDays selectRawDays;
  private final ShadowScan shadowScan;

  /** Brings the aggregator's tables of the metadata database up to date. */
  public StateVerifier(
      Catalog catalog, ClickHouse clickHouse, MetadataDatabase metadata, Clock clock) {
    metadata.migrate("aggregator");
    this.planner = new Planner(catalog);
    this.metadata = metadata;
    this.clock = clock;
    this.turns = new Turns(metadata);
    this.selectStateSample = new SelectStateSample(clickHouse);
    this.selectExpiredTimes = new SelectExpiredTimes(clickHouse);
    this.compareStates = new CompareStates(clickHouse);
    this.shadowStates = new ShadowStates(clickHouse);
    this.selectRawDays = new SelectRawDays(clickHouse);
    this.shadowScan = ShadowScan.looking(clickHouse, turns);
  }

  /**
   * @param count from 1 to {@link #SAMPLE_MAX}
   */
  public List<BucketResult> verify(int count) {
    if (count < 1 || count > SAMPLE_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "sample: %d is not from 1 to %d buckets".formatted(count, SAMPLE_MAX));
    }
    List<BucketResult> results = new ArrayList<>();
    for (Bucket bucket : selectStateSample.run(count)) {
      results.add(inTurn(bucket));
    }
    return results;
  }

  private BucketResult inTurn(Bucket bucket) {
    return turns
        .betweenRuns(planner.resolutions(), WAIT_MAX, () -> verify(bucket))
        .orElseGet(() -> skipped(bucket, "rollups did not leave a turn"));
  }

  private BucketResult verify(Bucket bucket) {
    Optional<ScanPlan> plan = planner.plan(bucket.eventType(), List.of(bucket.resolution()));
    if (plan.isEmpty()) {
      return skipped(bucket, "no metric has this resolution any more");
    }
    Map<String, Long> positions = positions(bucket.resolution());
    Span span =
        new Span(
            bucket.start(), Math.min(bucket.start() + bucket.resolution().toSeconds(), Span.MAX));
    if (bucket.start()
        < planner.floors(plan.get(), clock.instant()).getOrDefault(bucket.resolution(), Span.MIN)) {
      return skipped(bucket, "its states are about to expire");
    }
    long events =
        selectRawDays.run(bucket.eventType(), span).stream().mapToLong(RawDay::events).sum();
    if (events > EVENTS_MAX) {
      return skipped(bucket, "it has more than %,d raw events".formatted(EVENTS_MAX));
    }
    Spans expired = selectExpiredTimes.run(bucket.eventType(), positions);
    if (events == 0 || expired.list().stream().anyMatch(span::overlaps)) {
      return skipped(bucket, "raw events have expired");
    }
    List<StateKind> kinds =
        plan.get().metrics().stream().map(PlannedMetric::kind).distinct().toList();
    shadowStates.create(TABLES, kinds);
    try {
      shadowScan.run(TABLES, plan.get(), span, positions, "verify-" + bucket.start(), step -> {});
      return compare(bucket, plan.get());
    } finally {
      shadowStates.drop(TABLES);
    }
  }

  private BucketResult compare(Bucket bucket, ScanPlan plan) {
    long keys = 0;
    List<String> different = new ArrayList<>();
    for (PlannedMetric planned : plan.metrics()) {
      Comparison comparison =
          compareStates.run(bucket, planned.metric(), ShadowStates.prefix(TABLES));
      keys += comparison.keys();
      if (comparison.different() > 0) {
        different.add(
            "%s: %d of %d, such as %s"
                .formatted(
                    planned.metric().name(),
                    comparison.different(),
                    comparison.keys(),
                    comparison.example()));
      }
    }
    return new BucketResult(
        bucket,
        different.isEmpty() ? Verdict.EQUAL : Verdict.DIFFERENT,
        keys,
        String.join("; ", different));
  }

  private static BucketResult skipped(Bucket bucket, String why) {
    return new BucketResult(bucket, Verdict.SKIPPED, 0, why);
  }

  private Map<String, Long> positions(Duration resolution) {
    return metadata.withHandle(
        handle -> {
          Map<String, Long> positions = new HashMap<>();
          handle
              .createQuery(
                  "SELECT collector, block FROM rollup_position WHERE resolution_s = :resolution")
              .bind("resolution", resolution.toSeconds())
              .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
              .forEach(entry -> positions.put(entry.getKey(), entry.getValue()));
          return positions;
        });
  }
}
