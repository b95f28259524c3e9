package dev.tally.aggregator.backfill;

import dev.tally.aggregator.backfill.BackfillProgress.Step;
import dev.tally.aggregator.cap.CappedScan;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.statement.BlockRange;
import dev.tally.aggregator.statement.InsertStates;
import dev.tally.aggregator.statement.InsertStates.Source;
import dev.tally.aggregator.statement.RepeatedRows;
import dev.tally.aggregator.statement.Scratch;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.aggregator.statement.ShadowStates;
import dev.tally.aggregator.turn.Turns;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the raw rows of a time into shadow tables: those of the blocks up to some positions, and as
 * a run counts them that covers all of these.
 */
public final class ShadowScan {
  /** What DateTime64 can hold. */
  private static final Instant TIME_MIN = Instant.parse("1900-01-01T00:00:00Z");

  private static final Instant TIME_MAX = Instant.parse("2299-12-31T23:59:59.999Z");

  /** That of all these states in the shadow tables; deltas have their numbers. */
  private static final long RUN = 0;

  /** See {@link CappedScan}. */
  private interface Scan {
    void run(String table, ScanPlan plan, Function<ScanPlan, String> rows);
  }

  private final Scratch scratch;
  private final Scan scan;
  private final RepeatedRows repeatedRows;
  private final InsertStates insertStates;

  /** As a run scans: new values of dimensions are admitted. */
  public static ShadowScan admitting(ClickHouse clickHouse, Turns turns) {
    return new ShadowScan(clickHouse, new CappedScan(clickHouse, turns)::run);
  }

  /** For a comparison with what is there: admits nothing. */
  public static ShadowScan looking(ClickHouse clickHouse, Turns turns) {
    return new ShadowScan(clickHouse, new CappedScan(clickHouse, turns)::look);
  }

  private ShadowScan(ClickHouse clickHouse, Scan scan) {
    this.scratch = new Scratch(clickHouse);
    this.scan = scan;
    this.repeatedRows = new RepeatedRows(clickHouse);
    this.insertStates = new InsertStates(clickHouse);
  }

  /**
   * @param tables see {@link ShadowStates#prefix}
   * @param positions the last block of each collector that is read
   * @param token a repeat under the same one adds nothing
   * @param reached learns of steps
   */
  public void run(
      long tables,
      ScanPlan plan,
      Span span,
      Map<String, Long> positions,
      String token,
      Consumer<Step> reached) {
    String table = ShadowStates.scratch(tables, UUID.randomUUID().toString().replace("-", ""));
    try {
      String condition = condition(plan, span, positions);
      scan.run(
          table,
          plan,
          kept -> kept.isUpsert() ? kept.latestRows(List.of(condition)) : kept.rows(condition));
      reached.accept(Step.SCANNED);
      insertStates.run(
          ShadowStates.prefix(tables),
          RUN,
          List.of(new Source(table, plan)),
          false,
          token,
          kind -> reached.accept(Step.STATES_INSERTED));
    } finally {
      scratch.drop(table);
    }
  }

  private String condition(ScanPlan plan, Span span, Map<String, Long> positions) {
    String rows =
        "event = %s AND %s AND %s"
            .formatted(Sql.literal(plan.eventType()), span.times(), BlockRange.covered(positions));
    if (plan.isUpsert()) {
      return rows;
    }
    RangeEvents events = events(plan, span);
    List<BlockRange> ranges =
        positions.entrySet().stream()
            .filter(to -> to.getValue() > 0)
            .sorted(Map.Entry.comparingByKey())
            .map(to -> new BlockRange(to.getKey(), 1, to.getValue()))
            .toList();
    return ranges.isEmpty() || repeatedRows.eventTypes(List.of(events)).isEmpty()
        ? rows
        : rows + " AND " + RepeatedRows.condition(events, ranges, Map.of());
  }

  private static RangeEvents events(ScanPlan plan, Span span) {
    Instant first = span.from() == Span.MIN ? TIME_MIN : Instant.ofEpochSecond(span.from());
    Instant last =
        span.until() == Span.MAX ? TIME_MAX : Instant.ofEpochSecond(span.until()).minusMillis(1);
    return new RangeEvents(plan.eventType(), 0, first, last, Instant.EPOCH, Instant.EPOCH);
  }
}
