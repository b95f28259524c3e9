package dev.tally.aggregator.candle;

import dev.tally.aggregator.statement.CandleStates.Stretch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The time before a moment, by the fewest states: narrow buckets next to it, wide ones behind.
 * Without gap or overlap.
 */
final class Lookback {
  /** How far back a last price is looked for: over a weekend and a holiday. */
  static final Duration LENGTH = Duration.ofDays(7);

  private Lookback() {}

  /**
   * @param end seconds since the epoch; a multiple of {@code finest}
   * @param resolutions ascending, {@code finest} among them
   */
  static List<Stretch> before(long end, Duration finest, List<Duration> resolutions) {
    List<Duration> ladder = ladder(finest, resolutions);
    long first = end - LENGTH.toSeconds();
    List<Stretch> stretches = new ArrayList<>();
    long until = end;
    for (int i = 0; i < ladder.size() && until > first; i++) {
      long from =
          i + 1 < ladder.size()
              ? Math.max(first, until - until % ladder.get(i + 1).toSeconds())
              : first;
      if (from < until) {
        stretches.add(new Stretch(ladder.get(i), from, until));
      }
      until = from;
    }
    return stretches;
  }

  /** Each a multiple of the one before. */
  private static List<Duration> ladder(Duration finest, List<Duration> resolutions) {
    List<Duration> ladder = new ArrayList<>(List.of(finest));
    for (Duration resolution : resolutions) {
      Duration last = ladder.getLast();
      if (resolution.compareTo(last) > 0 && resolution.toSeconds() % last.toSeconds() == 0) {
        ladder.add(resolution);
      }
    }
    return ladder;
  }
}
