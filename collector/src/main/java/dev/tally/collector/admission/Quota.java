package dev.tally.collector.admission;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;

/**
 * What one key may send.
 *
 * @param eventsPerSecond 0 for no limit
 * @param bytesPerSecond 0 for no limit
 * @param burstSeconds so many seconds' worth may come at once after a silence
 */
public record Quota(long eventsPerSecond, long bytesPerSecond, int burstSeconds) {
  public static final int BURST_SECONDS_DEFAULT = 2;

  /** Longer is no quota, but a volume. */
  public static final int BURST_SECONDS_MAX = 3_600;

  public static final Quota UNLIMITED = new Quota(0, 0, BURST_SECONDS_DEFAULT);

  public Quota {
    if (eventsPerSecond < 0 || bytesPerSecond < 0) {
      throw invalid(
          "%d events and %d bytes a second are no quota; 0 is no limit"
              .formatted(eventsPerSecond, bytesPerSecond));
    }
    if (burstSeconds < 1 || burstSeconds > BURST_SECONDS_MAX) {
      throw invalid(
          "a burst of %d seconds: name 1 to %d".formatted(burstSeconds, BURST_SECONDS_MAX));
    }
  }

  public boolean isUnlimited() {
    return eventsPerSecond == 0 && bytesPerSecond == 0;
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
