package dev.tally.aggregator.graphite;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that were given, for who asks the same again. An answer holds as long as the resolutions
 * that it was read from have the same versions, and at most {@link #SECONDS_MAX}.
 */
final class RenderCache {
  /** Of all answers together. */
  static final long BYTES_MAX = 64L << 20;

  /** Of one; larger ones are not kept. */
  static final int ANSWER_BYTES_MAX = 4 << 20;

  static final int SECONDS_MAX = 60;

  /** Roughly what a key takes. */
  private static final int KEY_BYTES = 1_000;

  private final Clock clock;
  private final Map<RenderRequest, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * @param read what the answer was read of
   */
  private record Entry(RenderAnswer answer, ReadVersions read, Instant made) {
    long bytes() {
      return (long) answer.size() + KEY_BYTES;
    }
  }

  RenderCache(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param versions of each resolution, now
   */
  synchronized Optional<RenderAnswer> find(RenderRequest request, Map<Duration, Long> versions) {
    RenderRequest key = request.key();
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    boolean isOld = entry.made().plusSeconds(SECONDS_MAX).isBefore(clock.instant());
    if (isOld || !entry.read().isCurrent(versions)) {
      entries.remove(key);
      bytes -= entry.bytes();
      return Optional.empty();
    }
    return Optional.of(entry.answer());
  }

  synchronized void add(RenderRequest request, ReadVersions read, RenderAnswer answer) {
    if (answer.size() > ANSWER_BYTES_MAX) {
      return;
    }
    Entry entry = new Entry(answer, read, clock.instant());
    Entry before = entries.put(request.key(), entry);
    bytes += entry.bytes() - (before == null ? 0 : before.bytes());
    Iterator<Entry> eldest = entries.values().iterator();
    while (bytes > BYTES_MAX && eldest.hasNext()) {
      bytes -= eldest.next().bytes();
      eldest.remove();
    }
  }
}
