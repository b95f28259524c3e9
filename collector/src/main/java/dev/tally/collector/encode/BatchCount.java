package dev.tally.collector.encode;

import dev.tally.collector.batch.BatchReader;
import java.util.Arrays;

/**
 * Counts the events of a batch by event type and minute of creation, for {@link ReceivedColumns}.
 * An event costs a comparison and an increment: minutes change rarely. One thread.
 */
final class BatchCount {
  private static final long MINUTE_MS = 60_000;
  private static final long MS_OF_S = 1_000;

  private final BatchReader batch;
  private final ReceivedColumns received;
  private final Origin origin;
  private final int[] expires;
  // By schema; the last is of events that refer to none.
  private final int[] counts;
  private final int[] shed;
  private final boolean[] mayBeShedElsewhere;
  private int createdS;

  BatchCount(BatchReader batch, ReceivedColumns received, Origin origin) {
    this.batch = batch;
    this.received = received;
    this.origin = origin;
    expires = new int[batch.schemaCount() + 1];
    counts = new int[batch.schemaCount() + 1];
    shed = new int[batch.schemaCount() + 1];
    mayBeShedElsewhere = new boolean[batch.schemaCount() + 1];
  }

  /** Its events are best effort, and another collector may have shed them. */
  void mayBeShedElsewhere(int schema) {
    mayBeShedElsewhere[schema] = true;
  }

  /**
   * Counts one event.
   *
   * @return the first second of the minute in which it was created: of a producer that reports, by
   *     its clock, or else of receipt
   */
  int add(int event) {
    int minute = turnTo(event);
    counts[schema(event)]++;
    return minute;
  }

  /** Counts an event that was shed before it was journaled. */
  void shed(int event) {
    turnTo(event);
    shed[schema(event)]++;
  }

  private int schema(int event) {
    int schema = batch.eventSchema(event);
    return schema < 0 || schema >= batch.schemaCount() ? batch.schemaCount() : schema;
  }

  private int turnTo(int event) {
    long ms = origin.receivedMs();
    if (batch.reports()) {
      ms = batch.sentMs(event) == 0 ? batch.createdMs() : batch.sentMs(event);
    }
    int minute = ReportColumns.seconds(Math.floorDiv(ms, MINUTE_MS));
    if (minute != createdS) {
      end();
      createdS = minute;
    }
    return minute;
  }

  /** Rows of this event type will be in {@code events}, and for so long. */
  void stored(int schema, int expiresDay) {
    expires[schema] = expiresDay;
  }

  void end() {
    for (int schema = 0; schema < counts.length; schema++) {
      if (counts[schema] > 0 || shed[schema] > 0) {
        String name = schema == batch.schemaCount() ? "" : batch.schemaName(schema);
        received.count(
            new ReceivedColumns.Key(
                origin.producerHigh(),
                origin.producerLow(),
                name,
                createdS,
                shed[schema] > 0 || mayBeShedElsewhere[schema] ? origin.batchNumber() : 0,
                Math.floorDiv(origin.receivedMs(), MINUTE_MS) * (MINUTE_MS / MS_OF_S),
                expires[schema]),
            counts[schema],
            shed[schema]);
      }
    }
    Arrays.fill(counts, 0);
    Arrays.fill(shed, 0);
  }
}
