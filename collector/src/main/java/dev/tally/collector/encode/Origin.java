package dev.tally.collector.encode;

import dev.tally.collector.batch.BatchReader;

/**
 * Where the events of a batch came from.
 *
 * @param receivedMs ms since the epoch
 * @param attempt at most 255, which stands for more too
 */
record Origin(long receivedMs, long producerHigh, long producerLow, long batchNumber, int attempt) {
  private static final int ATTEMPT_MAX = 255;

  static Origin of(BatchReader batch, long receivedMs) {
    int attempt =
        Integer.compareUnsigned(batch.attempt(), ATTEMPT_MAX) > 0 ? ATTEMPT_MAX : batch.attempt();
    return new Origin(
        receivedMs, batch.producerHigh(), batch.producerLow(), batch.number(), attempt);
  }
}
