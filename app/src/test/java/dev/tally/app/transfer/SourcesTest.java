package dev.tally.app.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class SourcesTest {
  private final List<String> done = new ArrayList<>();
  private final AtomicInteger met = new AtomicInteger();

  private record Fake(String id, Runnable work) implements Sources.Source {
    @Override
    public Transfer.Report run() {
      work.run();
      return new Transfer.Report(id, 1, 0, false);
    }
  }

  @Test
  void severalRunAtOnceAndAreToldOfInOrder() {
    CyclicBarrier allThree = new CyclicBarrier(3);
    run(List.of("a", "b", "c"), 3, source -> new Fake(source, () -> await(allThree)));
    assertThat(done).containsExactly("a", "b", "c");
  }

  @Test
  void noMoreAtOnceThanAllowedAndNeverTwoOfOneContent() {
    Exchanger<String> meeting = new Exchanger<>();
    run(List.of("a", "a", "a", "a"), 4, source -> new Fake("content", () -> meet(meeting)));
    assertThat(met).hasValue(0);
    run(List.of("a", "b", "c", "d"), 1, source -> new Fake(source, () -> meet(meeting)));
    assertThat(met).hasValue(0);
    assertThat(done).hasSize(8);
  }

  /** Two that run at once meet. */
  private void meet(Exchanger<String> meeting) {
    try {
      meeting.exchange("here", 50, TimeUnit.MILLISECONDS);
      met.incrementAndGet();
    } catch (TimeoutException e) {
      // Alone, as it should be.
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneThatFailsDoesNotHoldUpTheOthers() {
    Function<String, Sources.Source> opener =
        source ->
            new Fake(
                source,
                () -> {
                  if (!source.equals("good")) {
                    throw new TallyException(ErrorCode.NOT_FOUND, "there is no " + source);
                  }
                });
    assertThatThrownBy(() -> run(List.of("one", "good", "two"), 1, opener))
        .hasMessageContaining("there is no one")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(done).containsExactly("good");
  }

  private void run(List<String> sources, int parallel, Function<String, Sources.Source> opener) {
    new Sources(opener, parallel).run(sources, report -> done.add(report.source()));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("they don't run at once", e);
    }
  }
}
