package dev.tally.collector.encode;

/** How large one event may be, at every edge. */
public final class EventLimits {
  /** Longest payload of one event. */
  public static final int EVENT_BYTES_MAX = 1 << 20;

  /** Most values of an event's repeated attributes and maps (a pair is two), together. */
  public static final int EVENT_VALUES_MAX = 4_096;

  /** Longest string or bytes value. */
  public static final int VALUE_BYTES_MAX = 256 << 10;

  /** The times that DateTime64(3) can hold: 1900-01-01 up to the end of 2299, in ms. */
  public static final long TIME_MIN_MS = -2_208_988_800_000L;

  public static final long TIME_MAX_MS = 10_413_791_999_999L;

  private EventLimits() {}
}
