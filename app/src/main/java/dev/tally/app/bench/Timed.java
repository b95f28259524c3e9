package dev.tally.app.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long repeated work took.
 *
 * @param firstMs the first time, which is not among the others
 */
public record Timed(long firstMs, long medianMs, long maxMs) {
  private static final int NANOS_PER_MS = 1_000_000;

  /** A piece of work. */
  interface Work {
    /**
     * @param round from 0
     */
    void run(int round) throws Exception;
  }

  /**
   * @param notCounted rounds before the counted ones, at least one
   */
  static Timed of(int notCounted, int counted, Work work) throws Exception {
    List<Long> times = new ArrayList<>();
    for (int round = 0; round < notCounted + counted; round++) {
      long start = System.nanoTime();
      work.run(round);
      times.add((System.nanoTime() - start) / NANOS_PER_MS);
    }
    List<Long> measured = times.subList(notCounted, times.size()).stream().sorted().toList();
    return new Timed(
        times.getFirst(), measured.get(measured.size() / 2), Collections.max(measured));
  }
}
