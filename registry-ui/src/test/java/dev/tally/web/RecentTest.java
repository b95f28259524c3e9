package dev.tally.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentTest {
  private Instant now = Instant.EPOCH;
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  @Test
  void isComputedAgainOnlyWhenItIsTooOld() {
    AtomicInteger calls = new AtomicInteger();
    Recent<Integer> recent = new Recent<>(clock, Duration.ofSeconds(1), calls::incrementAndGet);

    assertThat(recent.value()).isEqualTo(1);
    now = Instant.ofEpochMilli(999);
    assertThat(recent.value()).isEqualTo(1);
    now = Instant.ofEpochMilli(1_000);
    assertThat(recent.value()).isEqualTo(2);
  }

  @Test
  void aFailureIsNotKept() {
    AtomicInteger calls = new AtomicInteger();
    Recent<Integer> recent =
        new Recent<>(
            clock,
            Duration.ofSeconds(1),
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("down");
              }
              return calls.get();
            });

    assertThatThrownBy(recent::value).hasMessage("down");
    assertThat(recent.value()).isEqualTo(2);
  }
}
