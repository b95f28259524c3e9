package dev.tally.web.answer;

import dev.tally.storage.statement.SelectEventVolumes.Volume;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What arrived of one event type.
 *
 * @param stored ever
 * @param rejected of the last 30 days, which is how long rejected events are kept
 * @param perMinute mean of the last {@link #RATE_MINUTES} minutes
 */
public record VolumeTotals(
    long stored,
    long rejected,
    long lastHour,
    double perMinute,
    @Nullable Instant firstSeen,
    @Nullable Instant lastSeen) {

  /** Long enough to be calm, short enough to be of now. */
  static final int RATE_MINUTES = 5;

  public static VolumeTotals of(@Nullable Volume volume, long rejected) {
    if (volume == null) {
      return new VolumeTotals(0, rejected, 0, 0, null, null);
    }
    int minutes = volume.recent().size();
    double lately = sum(volume, minutes - RATE_MINUTES, minutes);
    return new VolumeTotals(
        volume.stored(),
        rejected,
        sum(volume, 0, minutes),
        lately / RATE_MINUTES,
        volume.first(),
        volume.last());
  }

  private static long sum(Volume volume, int from, int until) {
    return volume.recent().subList(from, until).stream().mapToLong(Long::longValue).sum();
  }
}
