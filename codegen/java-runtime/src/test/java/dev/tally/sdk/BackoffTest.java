package dev.tally.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofNanos(100), Duration.ofNanos(1000), new Random(1));

  @Test
  void doublesUpToItsLimitAndStartsAnewAfterASuccess() {
    for (int round = 0; round < 2; round++) {
      for (long full : new long[] {100, 200, 400, 800, 1000, 1000, 1000}) {
        assertThat(backoff.nextNanos()).isBetween(full / 2, full);
      }
      backoff.reset();
    }
  }

  @Test
  void spreadsOverHalfOfTheTime() {
    Set<Long> waits = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      waits.add(backoff.jittered(100));
    }
    assertThat(waits).hasSize(51).contains(50L, 100L);
    assertThat(backoff.jittered(0)).isZero();
  }
}
