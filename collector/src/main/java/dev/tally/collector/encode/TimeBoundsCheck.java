package dev.tally.collector.encode;

import dev.tally.edl.model.Durations;
import dev.tally.edl.model.TimeBounds;
import dev.tally.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;

/** How far an event's time may lie from its receipt. */
final class TimeBoundsCheck {
  private final TimeBounds bounds;
  private final long ageMaxMs;
  private final long aheadMaxMs;

  TimeBoundsCheck(TimeBounds bounds) {
    this.bounds = bounds;
    ageMaxMs = bounds.maxAge().map(Duration::toMillis).orElse(Long.MAX_VALUE);
    aheadMaxMs = bounds.maxAhead().map(Duration::toMillis).orElse(Long.MAX_VALUE);
  }

  /**
   * @param attribute that says the event's time; empty when none does
   * @throws EventRejection TIME_TOO_OLD, TIME_TOO_FAR_AHEAD
   */
  void check(String attribute, long timeMs, long receivedMs) throws EventRejection {
    if (receivedMs - timeMs > ageMaxMs) {
      throw rejection(
          ErrorCode.TIME_TOO_OLD, attribute, timeMs, "before", bounds.maxAge().orElseThrow());
    }
    if (timeMs - receivedMs > aheadMaxMs) {
      throw rejection(
          ErrorCode.TIME_TOO_FAR_AHEAD,
          attribute,
          timeMs,
          "after",
          bounds.maxAhead().orElseThrow());
    }
  }

  private static EventRejection rejection(
      ErrorCode code, String attribute, long timeMs, String direction, Duration limit) {
    return new EventRejection(
        code,
        attribute,
        "%s is more than %s %s its receipt"
            .formatted(Instant.ofEpochMilli(timeMs), Durations.format(limit), direction));
  }
}
