package dev.tally.sdk;

import java.time.Duration;

/**
 * Whether best-effort events are wanted: an overloaded collector asks to keep them for a while, and
 * again with each acknowledgement while that lasts.
 */
final class BestEffort {
  /** A collector can't ask for more at a time. */
  static final Duration PAUSE_MAX = Duration.ofMinutes(1);

  private volatile boolean paused;
  private volatile long pausedUntil;

  /** Sender's thread only. */
  void pause(long ms, long nowNanos) {
    if (ms > 0) {
      pausedUntil = nowNanos + Math.min(ms, PAUSE_MAX.toMillis()) * 1_000_000;
      paused = true;
    }
  }

  /** Any thread; costs a read of memory while there is no overload. */
  boolean isPaused() {
    if (!paused) {
      return false;
    }
    if (System.nanoTime() - pausedUntil < 0) {
      return true;
    }
    paused = false;
    return false;
  }
}
