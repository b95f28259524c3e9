package dev.tally.aggregator.statement;

import java.time.Instant;
import java.util.List;

/** Which rows of {@code events} a run reads: partitions by receipt, granules by block. */
public final class RawCondition {
  private RawCondition() {}

  /** Of every event type. */
  public static String of(List<BlockRange> ranges, Instant receivedMin, Instant receivedMax) {
    return "received BETWEEN fromUnixTimestamp64Milli(%d, 'UTC') AND fromUnixTimestamp64Milli(%d, 'UTC') AND %s"
        .formatted(
            receivedMin.toEpochMilli(), receivedMax.toEpochMilli(), BlockRange.condition(ranges));
  }
}
