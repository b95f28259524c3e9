package dev.tally.collector.encode;

import dev.tally.collector.batch.BatchReader;
import dev.tally.collector.batch.Replayed;
import dev.tally.collector.batch.Report;
import dev.tally.collector.observe.DimensionObserver;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns batches into the rows of a block. A batch's way:
 *
 * <ol>
 *   <li>its envelope is read ({@link BatchReader}) and its revisions are looked up ({@link Plans});
 *   <li>each event is decoded by its revision's plan ({@link EventDecoder});
 *   <li>checked and converted ({@link EventChecks});
 *   <li>and appended to the columns, or, for any reason against it, to the rejected ones.
 * </ol>
 *
 * <p>The same batches with the same watermark give the same block. One thread.
 */
public final class BlockEncoder {
  private static final Logger log = LoggerFactory.getLogger(BlockEncoder.class);
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /** The last day that ClickHouse's Date can hold. */
  private static final int DAY_MAX = 0xFFFF;

  private static final int NOT_STORED = -1;

  private final Plans plans;
  private final BatchReader reader = new BatchReader();
  private final EventDecoder decoder = new EventDecoder();
  private Plans.Lookup[] lookups = new Plans.Lookup[8];
  private long generation;
  private int watermark;

  /** Of the batch that is being added; null when it comes for the first time. */
  private @Nullable Replayed replayed;

  /** Nobody counts the values of dimensions. */
  public BlockEncoder(Catalog catalog) {
    this(catalog, DimensionObserver.NONE);
  }

  /**
   * @param observer is told the values of dimensions that are stored
   */
  public BlockEncoder(Catalog catalog, DimensionObserver observer) {
    plans = new Plans(catalog, observer);
  }

  /**
   * Empties {@code block}; the batches that follow belong to it.
   *
   * @param newWatermark revisions above this id are unknown
   */
  public void begin(EventBlock block, int newWatermark) {
    watermark = newWatermark;
    block.begin(++generation);
  }

  /** Whether the batch uses a revision that is published, and above the block's watermark. */
  public boolean isAheadOfBlock(byte[] bytes, int offset, int length) {
    try {
      reader.open(bytes, offset, length);
    } catch (TallyException e) {
      return false;
    }
    for (int i = 0; i < reader.schemaCount(); i++) {
      if (plans.isAbove(reader.schemaName(i), reader.schemaFingerprint(i), watermark)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Appends all events of a batch.
   *
   * @param receivedMs when it was accepted, ms since the epoch
   */
  public void add(EventBlock block, byte[] bytes, int offset, int length, long receivedMs) {
    replayed = null;
    addEvents(block, bytes, offset, length, receivedMs);
  }

  /**
   * Appends the events of a batch that had been rejected. What is stored is as it would have been
   * the first time, but for the time of its receipt; what is rejected again is noted as that, and
   * not rejected anew.
   */
  public void addReplay(EventBlock block, byte[] bytes, int offset, int length, long receivedMs) {
    replayed = Replayed.read(bytes, offset, length);
    addEvents(block, bytes, offset, length, receivedMs);
  }

  private void addEvents(EventBlock block, byte[] bytes, int offset, int length, long receivedMs) {
    try {
      reader.open(bytes, offset, length);
    } catch (TallyException e) {
      // It was readable when it was accepted: an older collector took what this one does not.
      rejectBatch(block, e, bytes, offset, length, receivedMs);
      return;
    }
    findPlans();
    Origin origin = Origin.of(reader, receivedMs);
    Replayed replay = replayed;
    if (replay != null) {
      // The audit counted them when they came first.
      for (int event = 0; event < Math.min(reader.eventCount(), replay.events()); event++) {
        addEvent(block, origin, replay.createdS(event), event);
      }
      return;
    }
    BatchCount count = count(block, origin);
    for (int event = 0; event < reader.eventCount(); event++) {
      if (reader.isShed(event)) {
        count.shed(event);
        continue;
      }
      int expires = addEvent(block, origin, count.add(event), event);
      if (expires != NOT_STORED) {
        count.stored(reader.eventSchema(event), expires);
      }
    }
    count.end();
    Report report = reader.report();
    if (report != null) {
      block.reports.append(origin, report);
    }
  }

  private BatchCount count(EventBlock block, Origin origin) {
    BatchCount count = new BatchCount(reader, block.received, origin);
    if (origin.attempt() > 1) {
      for (int schema = 0; schema < reader.schemaCount(); schema++) {
        if (lookups[schema] instanceof Plans.Lookup.Found(RowPlan plan)
            && plan.revision().eventType().delivery() == Delivery.BEST_EFFORT) {
          count.mayBeShedElsewhere(schema);
        }
      }
    }
    return count;
  }

  private void findPlans() {
    int count = reader.schemaCount();
    if (count > lookups.length) {
      lookups = new Plans.Lookup[count];
    }
    for (int i = 0; i < count; i++) {
      lookups[i] = plans.find(reader.schemaName(i), reader.schemaFingerprint(i), watermark);
    }
  }

  /** Returns the day on which its row expires, or {@link #NOT_STORED}. */
  private int addEvent(EventBlock block, Origin origin, int createdS, int event) {
    int schema = reader.eventSchema(event);
    if (schema < 0 || schema >= reader.schemaCount()) {
      EventRejection rejection =
          new EventRejection(
              ErrorCode.EVENT_MALFORMED,
              "",
              "it refers to schema %d of %d".formatted(schema, reader.schemaCount()));
      reject(block, "", rejection, origin, createdS, 0, event);
      return NOT_STORED;
    }
    switch (lookups[schema]) {
      case Plans.Lookup.Missing(EventRejection rejection) ->
          reject(block, reader.schemaName(schema), rejection, origin, createdS, 0, event);
      case Plans.Lookup.Found(RowPlan plan) -> {
        try {
          return store(block, plan, origin, createdS, event);
        } catch (EventRejection rejection) {
          int revision = plan.revision().id();
          reject(block, reader.schemaName(schema), rejection, origin, createdS, revision, event);
        }
      }
    }
    return NOT_STORED;
  }

  /** Returns the day on which its row expires. */
  private int store(EventBlock block, RowPlan plan, Origin origin, int createdS, int event)
      throws EventRejection {
    Replayed replay = replayed;
    // By the first receipt: an event does not grow too old while it waits to be replayed.
    long judgedMs = replay == null ? origin.receivedMs() : replay.receivedMs();
    long timeMs = decode(plan, event, judgedMs);
    int expires = expiresDay(origin.receivedMs(), plan.revision().eventType().rawRetention());
    int row = row(event);
    int type = block.events.append(plan, reader.bytes(), origin, createdS, row, timeMs, expires);
    block.inserts.count(type, timeMs, origin.receivedMs());
    if (replay != null) {
      block.replayed.stored(
          plan.revision().eventType().name(), origin, createdS, plan.revision().id(), row);
    }
    return expires;
  }

  /** Position of the event in the batch that its producer sent. */
  private int row(int event) {
    return replayed == null ? event : replayed.row(event);
  }

  /** Leaves the event's values in the plan and returns its time. */
  private long decode(RowPlan plan, int event, long receivedMs) throws EventRejection {
    try {
      int offset = reader.payloadOffset(event);
      decoder.decode(plan, reader.bytes(), offset, reader.payloadLength(event));
      long otherTimeMs = otherTimeMs(event);
      return EventChecks.apply(
          plan,
          reader.bytes(),
          otherTimeMs == 0 ? EventChecks.TIME_UNKNOWN : otherTimeMs,
          receivedMs);
    } catch (RuntimeException e) {
      // A mistake of ours; the events around it, and the next start, must not suffer from it.
      log.error("an event of {} is rejected", plan.revision().eventType().name(), e);
      throw new EventRejection(ErrorCode.INTERNAL, "", "the collector failed on it: " + e);
    }
  }

  /** The first day, since the epoch, on which all of the retention has passed. */
  private static int expiresDay(long receivedMs, Duration retention) {
    long day = Math.ceilDiv(receivedMs + retention.toMillis(), DAY_MS);
    return Math.clamp(day, 0, DAY_MAX);
  }

  private void reject(
      EventBlock block,
      String eventType,
      EventRejection rejection,
      Origin origin,
      int createdS,
      int revision,
      int event) {
    block.rejections.count(rejection.code());
    if (replayed != null) {
      block.replayed.rejected(eventType, rejection, origin, createdS, revision, row(event));
      return;
    }
    int schema = reader.eventSchema(event);
    boolean isNamed = schema >= 0 && schema < reader.schemaCount();
    block.rejected.append(
        eventType,
        rejection,
        origin,
        createdS,
        revision,
        event,
        isNamed ? reader.schemaFingerprint(schema) : 0,
        otherTimeMs(event),
        reader.bytes(),
        reader.payloadOffset(event),
        reader.payloadLength(event));
  }

  /** 0 for none. Never the time of receipt: a copy at another collector must have the same time. */
  private long otherTimeMs(int event) {
    long sentMs = reader.sentMs(event);
    return sentMs == 0 ? reader.createdMs() : sentMs;
  }

  private static void rejectBatch(
      EventBlock block, TallyException reason, byte[] bytes, int offset, int length, long at) {
    EventRejection rejection =
        new EventRejection(reason.code(), "", String.valueOf(reason.getMessage()));
    Origin origin = new Origin(at, 0, 0, 0, 1);
    block.rejections.count(rejection.code());
    block.rejected.append("", rejection, origin, 0, 0, 0, 0, 0, bytes, offset, length);
  }
}
