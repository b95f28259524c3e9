package dev.tally.app.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * One fault of a round.
 *
 * @param at after the round began
 * @param lasts how long: a process stays down, a disk stays full
 * @param target which producer or collector, where there is a choice
 * @param clockOffset what a process that is started again takes for the time is so far off
 */
record PlannedFault(Fault fault, Duration at, Duration lasts, int target, Duration clockOffset) {
  /** One fault in so many seconds, on average. */
  private static final int SECONDS_PER_FAULT = 2;

  private static final int FAULTS_MIN = 3;
  private static final int LASTS_MS_MIN = 200;
  private static final int LASTS_MS_SPREAD = 2_500;
  private static final int CLOCK_OFFSET_S_MAX = 600;

  /** By the seed alone, in order of time. */
  static List<PlannedFault> plan(Random random, Duration round, List<Fault> possible) {
    int count = FAULTS_MIN + (int) (round.toSeconds() / SECONDS_PER_FAULT);
    List<PlannedFault> plan = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      plan.add(
          new PlannedFault(
              possible.get(random.nextInt(possible.size())),
              Duration.ofMillis(random.nextLong(round.toMillis())),
              Duration.ofMillis(LASTS_MS_MIN + random.nextInt(LASTS_MS_SPREAD)),
              random.nextInt(Integer.MAX_VALUE),
              Duration.ofSeconds(random.nextInt(-CLOCK_OFFSET_S_MAX, CLOCK_OFFSET_S_MAX + 1))));
    }
    plan.sort(Comparator.comparing(PlannedFault::at));
    return plan;
  }

  /** {@code 3.2s KILL_MAIN}. */
  String label() {
    return "%.1fs %s".formatted(at.toMillis() / 1_000.0, fault);
  }
}
