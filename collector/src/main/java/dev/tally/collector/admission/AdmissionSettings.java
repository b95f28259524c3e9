package dev.tally.collector.admission;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;

/**
 * Limits of what is let in.
 *
 * @param bytesInFlightMax of what came in and is not yet on disk; from half of it on nothing more
 *     is asked for
 * @param streamsMax streams of producers at a time
 * @param quota of each key that has none of its own, and of all that come without a key, together
 */
public record AdmissionSettings(long bytesInFlightMax, int streamsMax, Quota quota) {
  public static final long BYTES_IN_FLIGHT_MAX_DEFAULT = 64L << 20;
  public static final int STREAMS_MAX_DEFAULT = 1_024;

  /** The largest batch must get in, with another one behind it. */
  private static final long BYTES_IN_FLIGHT_MIN = 16L << 20;

  public static final AdmissionSettings DEFAULTS =
      new AdmissionSettings(BYTES_IN_FLIGHT_MAX_DEFAULT, STREAMS_MAX_DEFAULT, Quota.UNLIMITED);

  public AdmissionSettings {
    requireNonNull(quota);
    if (bytesInFlightMax < BYTES_IN_FLIGHT_MIN) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "%d bytes in flight are too few: allow at least %d"
              .formatted(bytesInFlightMax, BYTES_IN_FLIGHT_MIN));
    }
    if (streamsMax < 1) {
      throw new TallyException(ErrorCode.CONFIG_INVALID, streamsMax + " streams: allow some");
    }
  }
}
