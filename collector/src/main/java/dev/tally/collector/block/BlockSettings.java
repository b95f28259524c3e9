package dev.tally.collector.block;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;

/**
 * When a block is closed. Under load blocks grow up to the limits while the one before is inserted.
 *
 * @param eventsMax a block with so many events takes no further batch
 * @param bytesMax nor does one whose columns take so much memory
 * @param ageMax nor one that was begun so long ago, as soon as the engine is free
 */
public record BlockSettings(int eventsMax, long bytesMax, Duration ageMax) {
  /** Half of what makes the engine split an insert into several parts. */
  public static final int EVENTS_MAX_DEFAULT = 500_000;

  /** Two blocks are in memory at a time. */
  public static final long BYTES_MAX_DEFAULT = 96L << 20;

  public static final Duration AGE_MAX_DEFAULT = Duration.ofMillis(500);

  public static final BlockSettings DEFAULTS =
      new BlockSettings(EVENTS_MAX_DEFAULT, BYTES_MAX_DEFAULT, AGE_MAX_DEFAULT);

  public BlockSettings {
    requireNonNull(ageMax);
    if (eventsMax < 1 || bytesMax < 1 || ageMax.isNegative()) {
      throw new TallyException(
          ErrorCode.CONFIG_INVALID,
          "a block's limits must be positive: %d events, %d bytes, %s"
              .formatted(eventsMax, bytesMax, ageMax));
    }
  }
}
