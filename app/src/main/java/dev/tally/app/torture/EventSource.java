package dev.tally.app.torture;

/** Whoever sends events, on a thread of its own. */
interface EventSource extends Runnable {
  /** It ends in order: everything it has taken is acknowledged, or time is up. */
  void stop();
}
