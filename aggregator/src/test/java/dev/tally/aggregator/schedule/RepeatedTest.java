package dev.tally.aggregator.schedule;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tally.aggregator.testing.MemoryScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

class RepeatedTest {
  /** The catalog may change while Tally ends, and its listeners ask for another schedule. */
  @Test
  void onASchedulerThatHasEndedNothingIsRepeatedAndNothingFails() throws SchedulerException {
    Scheduler scheduler = MemoryScheduler.create();
    Repeated repeated = new Repeated(scheduler, "group", "name", () -> {});
    scheduler.shutdown(true);
    assertThatCode(() -> repeated.every(Duration.ofSeconds(1))).doesNotThrowAnyException();
    assertThatCode(repeated::removeOthers).doesNotThrowAnyException();
    assertThatCode(repeated::remove).doesNotThrowAnyException();
  }
}
