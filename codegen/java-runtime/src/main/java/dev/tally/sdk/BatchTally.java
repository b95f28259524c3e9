package dev.tally.sdk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts the events of the batch that is being made, by page. An event costs two comparisons and an
 * increment: minutes change rarely. Used by the sender's thread only.
 */
final class BatchTally {
  private final Ledger ledger;
  private final List<CountPage.Share> shares = new ArrayList<>();
  private EventSchema[] schemas = new EventSchema[16];
  private int[] counts = new int[16];
  private int used;
  private long minute;
  private long fromMs;
  private long untilMs;

  BatchTally(Ledger ledger) {
    this.ledger = ledger;
  }

  void begin() {
    shares.clear();
    used = 0;
    fromMs = 0;
    untilMs = 0;
  }

  /**
   * @param index position of the schema in the batch; positions come in order
   */
  void add(int index, EventSchema schema, long sentMs) {
    if (sentMs < fromMs || sentMs >= untilMs) {
      turnTo(sentMs);
    }
    if (index >= used) {
      open(index, schema);
    }
    counts[index]++;
  }

  private void turnTo(long sentMs) {
    flush();
    minute = Ledger.minute(sentMs);
    fromMs = minute * Ledger.MINUTE_MS;
    untilMs = fromMs + Ledger.MINUTE_MS;
  }

  private void open(int index, EventSchema schema) {
    if (index == counts.length) {
      schemas = Arrays.copyOf(schemas, 2 * index);
      counts = Arrays.copyOf(counts, 2 * index);
    }
    schemas[index] = schema;
    counts[index] = 0;
    used = index + 1;
  }

  private void flush() {
    for (int index = 0; index < used; index++) {
      if (counts[index] > 0) {
        shares.add(ledger.batched(schemas[index].eventType(), minute, counts[index]));
        counts[index] = 0;
      }
    }
  }

  /** What the batch holds of each page. */
  CountPage.Share[] end() {
    flush();
    return shares.toArray(new CountPage.Share[0]);
  }
}
