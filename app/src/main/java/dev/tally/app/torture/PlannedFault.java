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

  /** Rollups begin every second: a kill anywhere in some of them hits all their steps. */
  private static final int KILL_PAUSE_MS_MAX = 3_000;

  private static final int TURN_MS = 1_000;

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

  /**
   * For one after the other: a kill of aggregator or engine while there are any left, and answers
   * that are lost, so that batches are sent again.
   *
   * @param round takes that long at least
   * @return {@code at} is the pause before each
   */
  static List<PlannedFault> inTurns(Random random, int kills, Duration round) {
    int turns = Math.max(kills, (int) (round.toMillis() / TURN_MS));
    List<PlannedFault> plan = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      if (i < kills) {
        Fault kill = random.nextBoolean() ? Fault.KILL_MAIN : Fault.KILL_ENGINE;
        plan.add(inTurn(random, kill, KILL_PAUSE_MS_MAX));
      }
      plan.add(inTurn(random, Fault.LOSE_ANSWERS, TURN_MS));
    }
    return plan;
  }

  private static PlannedFault inTurn(Random random, Fault fault, int pauseMsMax) {
    return new PlannedFault(
        fault,
        Duration.ofMillis(random.nextInt(pauseMsMax)),
        Duration.ofMillis(LASTS_MS_MIN + random.nextInt(LASTS_MS_MIN)),
        random.nextInt(Integer.MAX_VALUE),
        Duration.ZERO);
  }

  /** {@code 3.2s KILL_MAIN}. */
  String label() {
    return "%.1fs %s".formatted(at.toMillis() / 1_000.0, fault);
  }
}
