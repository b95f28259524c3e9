package dev.tally.collector.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.collector.admission.Admission;
import dev.tally.collector.admission.AdmissionSettings;
import dev.tally.collector.admission.InFlight;
import dev.tally.collector.admission.Quota;
import dev.tally.edl.registry.Catalog;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The parts of batches are counted as long as they are parts, and by nobody twice. */
class ReceivingTest {
  private static final int LIMIT = 16 << 20;

  private final Admission admission =
      Admission.start(
          new AdmissionSettings(LIMIT, 10, Quota.UNLIMITED),
          Catalog.of(List.of()),
          () -> 0,
          new SimpleMeterRegistry());
  private final InFlight inFlight = admission.inFlight();
  private final ServerStreamTracer.Factory factory = Receiving.factory(inFlight);

  @AfterEach
  void close() {
    admission.close();
  }

  private Receiving stream() {
    ServerStreamTracer tracer =
        factory.newServerStreamTracer(IngestMethod.SEND.getFullMethodName(), new Metadata());
    assertThat(tracer).isInstanceOf(Receiving.class);
    return (Receiving) tracer;
  }

  @Test
  void aPartCountsUntilItsBatchIsHandedOver() {
    Receiving one = stream();
    Receiving other = stream();
    one.inboundWireSize(1_000);
    other.inboundWireSize(500);
    one.inboundWireSize(24);
    assertThat(inFlight.bytes()).isEqualTo(1_524);
    // On the wire it has a header more than in memory, or, compressed, much less.
    assertThat(one.handOver(1_019)).isTrue();
    assertThat(inFlight.bytes()).isEqualTo(1_519);
    inFlight.remove(1_019);
    assertThat(other.handOver(9_000)).isTrue();
    assertThat(inFlight.bytes()).isEqualTo(9_000);
    inFlight.remove(9_000);
    one.streamClosed(Status.OK);
    assertThat(inFlight.bytes()).isZero();
  }

  @Test
  void aStreamThatEndsInTheMiddleGivesItsPartBack() {
    Receiving stream = stream();
    stream.inboundWireSize(4_000);
    assertThat(stream.handOver(4_000)).isTrue();
    stream.inboundWireSize(300);
    stream.streamClosed(Status.CANCELLED);
    assertThat(inFlight.bytes()).as("the whole one is its receiver's").isEqualTo(4_000);
  }

  @Test
  void whoBringsMoreThanThereMayBeIsEnded() {
    Receiving first = stream();
    Receiving second = stream();
    AtomicInteger ended = new AtomicInteger();
    first.onTooMuch(() -> ended.addAndGet(100));
    second.onTooMuch(ended::incrementAndGet);
    first.inboundWireSize(LIMIT);
    assertThat(ended).hasValue(0);
    second.inboundWireSize(1);
    assertThat(ended).as("not he who was there before").hasValue(1);
    second.streamClosed(Status.RESOURCE_EXHAUSTED);
    assertThat(first.handOver(LIMIT)).isTrue();
    assertThat(stream().handOver(1)).as("nor is there room for a batch").isFalse();
    inFlight.remove(LIMIT + 1);
    assertThat(inFlight.bytes()).isZero();
  }

  @Test
  void onlyBatchesAreCounted() {
    ServerStreamTracer health =
        factory.newServerStreamTracer("grpc.health.v1.Health/Check", new Metadata());
    health.inboundWireSize(1_000);
    assertThat(inFlight.bytes()).isZero();
    health.streamClosed(Status.OK);
    Receiving stream = stream();
    Context context = stream.filterContext(Context.ROOT);
    assertThat(Receiving.OF_STREAM.get(context)).isSameAs(stream);
  }
}
