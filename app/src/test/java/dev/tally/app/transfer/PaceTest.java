package dev.tally.app.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PaceTest {
  /** Near the end of the counter: nanoseconds overflow. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

  @Test
  void aSecondLetsThroughWhatItShould() {
    long begin = nanos.get();
    Pace pace = new Pace(1_000, nanos::get, nanos::addAndGet);
    List<Long> millis = new ArrayList<>();
    for (int rows : List.of(500, 500, 2_000, 1)) {
      pace.take(rows);
      millis.add(TimeUnit.NANOSECONDS.toMillis(nanos.get() - begin));
    }
    assertThat(millis).containsExactly(0L, 500L, 1_000L, 3_000L);
  }

  @Test
  void nothingIsSavedUp() {
    Pace pace = new Pace(10, nanos::get, nanos::addAndGet);
    pace.take(10);
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    pace.take(10);
    long before = nanos.get();
    pace.take(10);
    assertThat(nanos.get() - before).isEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void withoutALimitNobodyWaits() {
    Pace pace = new Pace(0, nanos::get, nanos::addAndGet);
    long begin = nanos.get();
    pace.take(Long.MAX_VALUE);
    pace.take(Long.MAX_VALUE);
    assertThat(nanos.get()).isEqualTo(begin);
  }
}
