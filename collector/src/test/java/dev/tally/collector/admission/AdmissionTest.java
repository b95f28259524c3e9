package dev.tally.collector.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Decisions by a clock and a journal that the test sets. */
class AdmissionTest {
  private static final long MEMORY = 16L << 20;
  private static final Caller CALLER = new Caller("k1", "web", Optional.of(new Quota(1_000, 0, 2)));
  private static final Caller OTHER =
      new Caller("k2", "app", Optional.of(new Quota(0, 1_000_000, 1)));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long now = -5_000_000_000L;
  private double fill;
  private final Admission admission =
      Admission.unstarted(
          new AdmissionSettings(MEMORY, 10, Quota.UNLIMITED),
          Catalog.of(List.of()),
          () -> fill,
          registry,
          () -> now);

  /** A stream that notes what it is told. */
  private static final class Stream implements HeldStream {
    private final Caller caller;
    private final List<String> told = new ArrayList<>();

    Stream(Caller caller) {
      this.caller = caller;
    }

    @Override
    public Caller caller() {
      return caller;
    }

    @Override
    public void resume() {
      told.add("resume");
    }

    @Override
    public void refuse(TallyException reason) {
      told.add(
          reason.code() + " " + reason.retryAfter().map(Duration::toMillis).orElse(-1L) + " ms");
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void aQuotaIsItsRateAndABurst() {
    Stream stream = new Stream(CALLER);
    admission.take(CALLER, 2_000, 1);
    assertThat(admission.mayRead(stream)).as("the burst is used up, not more").isTrue();
    admission.take(CALLER, 1, 1);
    assertThat(admission.mayRead(stream)).isFalse();
    pass(Duration.ofMillis(1));
    admission.lookAtHeld();
    assertThat(stream.told).containsExactly("resume");
    pass(Duration.ofHours(1));
    admission.take(CALLER, 2_001, 1);
    assertThat(admission.mayRead(stream)).as("a long silence saves no more than a burst").isFalse();
  }

  @Test
  void aBatchAboveTheBurstGetsInAndIsPaidForLater() {
    admission.take(CALLER, 10_000, 1);
    assertThatThrownBy(() -> admission.take(CALLER, 1, 1))
        .isInstanceOfSatisfying(
            TallyException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
              assertThat(e.retryAfter()).contains(Duration.ofMillis(8_001));
              assertThat(e).hasMessageContaining("key web");
            });
    assertThat(registry.get("tally.collector.quota.exceeded").tag("key", "web").counter().count())
        .isEqualTo(1);
    assertThatCode(() -> admission.take(OTHER, 1, 1)).doesNotThrowAnyException();
    pass(Duration.ofSeconds(6));
    assertThatCode(() -> admission.take(CALLER, 1, 1)).doesNotThrowAnyException();
  }

  @Test
  void whatIsOwedIsPaidForAtTheNewRateWhenTheQuotaChanges() {
    Caller tenTimes = with(new Quota(10_000, 0, 2));
    admission.take(CALLER, 22_000, 1);
    assertThat(debtSeconds(CALLER)).isEqualTo(20);
    assertThat(debtSeconds(tenTimes)).isEqualTo(2);
    pass(Duration.ofSeconds(1));
    assertThat(debtSeconds(tenTimes)).isEqualTo(1);
    assertThat(debtSeconds(CALLER)).as("and back").isEqualTo(10);
    assertThat(debtSeconds(with(new Quota(1, 0, 2)))).as("no debt is longer").isEqualTo(3_600);
    assertThat(debtSeconds(with(new Quota(0, 5, 2)))).as("events are free now").isZero();
    assertThat(debtSeconds(CALLER)).as("what was free is not owed later").isZero();
  }

  private static Caller with(Quota quota) {
    return new Caller(CALLER.key(), CALLER.name(), Optional.of(quota));
  }

  private long debtSeconds(Caller caller) {
    try {
      admission.requireNoDebt(caller);
      return 0;
    } catch (TallyException e) {
      return e.retryAfter().orElseThrow().toSeconds();
    }
  }

  @Test
  void bytesCountAsEventsDo() {
    admission.take(OTHER, 1_000_000, 1_000_000);
    admission.requireNoDebt(OTHER);
    admission.charge(OTHER, 1, 500_000);
    assertThatThrownBy(() -> admission.requireNoDebt(OTHER))
        .isInstanceOfSatisfying(
            TallyException.class, e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(501)));
    pass(Duration.ofMillis(500));
    admission.requireNoDebt(OTHER);
  }

  @Test
  void overAnHourTheRateIsTheQuota() {
    long taken = 0;
    long end = now + Duration.ofHours(1).toNanos();
    Stream stream = new Stream(CALLER);
    boolean may = admission.mayRead(stream);
    while (now < end) {
      if (may) {
        admission.take(CALLER, 4_096, 400_000);
        taken += 4_096;
      }
      pass(Duration.ofMillis(10));
      may = admission.barrier(CALLER) == Barrier.NONE;
    }
    assertThat(taken).isBetween(3_600_000L, 3_600_000L + 2_000 + 4_096);
  }

  @Test
  void whoIsHeldTooLongIsToldWhenToComeBack() {
    Stream full = new Stream(Caller.ANONYMOUS);
    fill = Admission.HOLD_FILL;
    assertThat(admission.mayRead(full)).isFalse();
    Stream overQuota = new Stream(CALLER);
    admission.take(CALLER, 7_000, 1);
    fill = 0.5;
    assertThat(admission.mayRead(overQuota)).isFalse();
    fill = 1;
    pass(HeldStreams.HOLD_MAX.minusNanos(1));
    admission.lookAtHeld();
    assertThat(full.told).isEmpty();
    pass(Duration.ofNanos(1));
    fill = Admission.HOLD_FILL;
    admission.lookAtHeld();
    assertThat(full.told).containsExactly("JOURNAL_FULL 1000 ms");
    assertThat(overQuota.told).containsExactly("JOURNAL_FULL 1000 ms");
    assertThat(admission.heldCount()).isZero();
    fill = 0;
    assertThat(admission.mayRead(overQuota)).isFalse();
    pass(HeldStreams.HOLD_MAX);
    admission.lookAtHeld();
    assertThat(overQuota.told).hasSize(2).last().isEqualTo("QUOTA_EXCEEDED 1001 ms");
    assertThat(registry.get("tally.collector.holds").tag("reason", "quota").counter().count())
        .isEqualTo(2);
  }

  @Test
  void nobodyIsReadFromHalfOfTheMemoryOnAndFewAtATimeGoOn() {
    assertThat(admission.inFlight().add(MEMORY)).isTrue();
    assertThat(admission.inFlight().add(1)).as("the limit").isFalse();
    admission.inFlight().remove(1);
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Stream stream = new Stream(Caller.ANONYMOUS);
      streams.add(stream);
      assertThat(admission.mayRead(stream)).isFalse();
    }
    admission.inFlight().remove(MEMORY / 2 + 5 * HeldStreams.READ_BYTES_TYPICAL);
    admission.lookAtHeld();
    assertThat(streams.stream().map(stream -> stream.told.size()).limit(5)).containsOnly(1);
    assertThat(streams.stream().skip(5)).allMatch(stream -> stream.told.isEmpty());
    assertThat(admission.heldCount()).isEqualTo(15);
  }

  @Test
  void shedsBeforeItHoldsAndHoldsBeforeItRefuses() {
    fill = Math.nextDown(Admission.SHED_FILL);
    assertThat(admission.sheds()).isFalse();
    fill = Admission.SHED_FILL;
    assertThat(admission.sheds()).isTrue();
    assertThat(admission.barrier(Caller.ANONYMOUS)).isEqualTo(Barrier.NONE);
    fill = Admission.HOLD_FILL;
    assertThat(admission.barrier(Caller.ANONYMOUS)).isEqualTo(Barrier.JOURNAL);
    assertThat(registry.get("tally.collector.shedding").gauge().value()).isEqualTo(1);
  }

  @Test
  void limitsAreChecked() {
    refused(() -> new Quota(-1, 0, 1));
    refused(() -> new Quota(0, -1, 1));
    refused(() -> new Quota(0, 0, 0));
    refused(() -> new Quota(0, 0, Quota.BURST_SECONDS_MAX + 1));
    refused(() -> new AdmissionSettings(MEMORY - 1, 1, Quota.UNLIMITED));
    refused(() -> new AdmissionSettings(MEMORY, 0, Quota.UNLIMITED));
    Consumer<Object> accepted = settings -> assertThat(settings).isNotNull();
    accepted.accept(new Quota(0, 0, Quota.BURST_SECONDS_MAX));
    accepted.accept(new AdmissionSettings(MEMORY, 1, Quota.UNLIMITED));
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable make) {
    assertThatThrownBy(make).isInstanceOf(TallyException.class);
  }
}
