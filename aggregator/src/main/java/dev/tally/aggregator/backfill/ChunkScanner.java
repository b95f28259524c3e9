package dev.tally.aggregator.backfill;

import dev.tally.aggregator.backfill.Backfill.Chunk;
import dev.tally.aggregator.backfill.BackfillProgress.Step;
import dev.tally.aggregator.plan.ScanPlan;
import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.StateKind;
import dev.tally.aggregator.statement.BlockRange;
import dev.tally.aggregator.statement.InsertStates;
import dev.tally.aggregator.statement.InsertStates.Source;
import dev.tally.aggregator.statement.RepeatedRows;
import dev.tally.aggregator.statement.Scratch;
import dev.tally.aggregator.statement.SelectRangeEvents.RangeEvents;
import dev.tally.aggregator.statement.ShadowStates;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Reads the raw rows of a chunk into the shadow tables: those of the blocks up to the backfill's
 * first positions. Tokens follow from the chunk, so a repeat adds nothing.
 */
final class ChunkScanner {
  /** What DateTime64 can hold. */
  private static final Instant TIME_MIN = Instant.parse("1900-01-01T00:00:00Z");

  private static final Instant TIME_MAX = Instant.parse("2299-12-31T23:59:59.999Z");

  /** That of all states of chunks in the shadow tables; deltas have their numbers. */
  private static final long RUN = 0;

  private final Scratch scratch;
  private final RepeatedRows repeatedRows;
  private final InsertStates insertStates;
  private final BackfillProgress progress;

  ChunkScanner(ClickHouse clickHouse, BackfillProgress progress) {
    this.scratch = new Scratch(clickHouse);
    this.repeatedRows = new RepeatedRows(clickHouse);
    this.insertStates = new InsertStates(clickHouse);
    this.progress = progress;
  }

  void scan(Backfill backfill, ScanPlan plan, Chunk chunk) {
    String table =
        ShadowStates.scratch(backfill.id(), UUID.randomUUID().toString().replace("-", ""));
    List<Source> sources = List.of(new Source(table, plan));
    try {
      scratch.create(table, select(backfill, plan, chunk));
      progress.reached(backfill, Step.SCANNED);
      for (StateKind kind : StateKind.values()) {
        if (InsertStates.isNeeded(kind, sources)) {
          insertStates.run(
              ShadowStates.prefix(backfill.id()), RUN, kind, sources, token(backfill, chunk, kind));
          progress.reached(backfill, Step.STATES_INSERTED);
        }
      }
    } finally {
      scratch.drop(table);
    }
  }

  private String select(Backfill backfill, ScanPlan plan, Chunk chunk) {
    Map<String, Long> positions = backfill.positions();
    String rows =
        "event = %s AND %s AND %s"
            .formatted(
                Sql.literal(plan.eventType()),
                chunk.span().times(),
                BlockRange.covered(positions));
    if (plan.isUpsert()) {
      return plan.selectLatest(List.of(rows));
    }
    RangeEvents events = events(plan, chunk);
    List<BlockRange> ranges =
        positions.entrySet().stream()
            .filter(to -> to.getValue() > 0)
            .sorted(Map.Entry.comparingByKey())
            .map(to -> new BlockRange(to.getKey(), 1, to.getValue()))
            .toList();
    return ranges.isEmpty() || repeatedRows.eventTypes(List.of(events)).isEmpty()
        ? plan.select(rows)
        : plan.select(rows + " AND " + RepeatedRows.condition(events, ranges, Map.of()));
  }

  private static RangeEvents events(ScanPlan plan, Chunk chunk) {
    Span span = chunk.span();
    Instant first = span.from() == Span.MIN ? TIME_MIN : Instant.ofEpochSecond(span.from());
    Instant last =
        span.until() == Span.MAX ? TIME_MAX : Instant.ofEpochSecond(span.until()).minusMillis(1);
    return new RangeEvents(
        plan.eventType(), chunk.events(), first, last, Instant.EPOCH, Instant.EPOCH);
  }

  private static String token(Backfill backfill, Chunk chunk, StateKind kind) {
    return "chunk-%d-%d-%d-%s"
        .formatted(
            backfill.id(),
            backfill.createdAt().toEpochMilli(),
            chunk.number(),
            kind.name().toLowerCase(Locale.ROOT));
  }
}
