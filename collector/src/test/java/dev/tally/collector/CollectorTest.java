package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.collector.encode.Batches;
import dev.tally.collector.journal.JournalSettings;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.ingest.v1.Batch;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(EngineExtension.class)
class CollectorTest {
  private final ClickHouse clickHouse;
  private final UUID id = UUID.randomUUID();
  @TempDir private Path journal;

  CollectorTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @Test
  void storesEveryEventOnceAndCountsIt() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    StoredEvents stored = new StoredEvents(clickHouse, id);
    try (Collector collector = start(settings(), registry);
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.sendClicks(20, 50);
      producer.awaitAcknowledged();
      assertThat(producer.acknowledged()).isSorted().hasSize(20);
      stored.await(1_000);
      stored.assertEachOnce();
      StoredEvents.awaitSettled(collector);
      assertThat(collector.status())
          .extracting(
              CollectorStatus::accepted,
              CollectorStatus::stored,
              CollectorStatus::rejected,
              CollectorStatus::pending,
              CollectorStatus::setAside)
          .containsExactly(1_000L, 1_000L, 0L, 0L, 0L);
      assertThat(registry.get("tally.collector.accepted").functionCounter().count())
          .isEqualTo(1_000);
      assertThat(registry.get("tally.collector.pending").gauge().value()).isZero();
      assertThat(registry.get("tally.collector.batches").counter().count()).isEqualTo(20);
    }
    assertThat(registry.find("tally.collector.accepted").meters()).isEmpty();
  }

  @Test
  void acknowledgesAndDropsCopies() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    StoredEvents stored = new StoredEvents(clickHouse, id);
    try (Collector collector = start(settings(), registry);
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      Batch first = Samples.batch(id, 1, 10);
      producer.send(first);
      producer.sendCopy(first);
      producer.send(Samples.batch(id, 2, 10));
      producer.sendCopy(first);
      producer.halfClose();
      Awaitility.await().until(producer::isCompleted);
      assertThat(producer.acknowledged()).containsExactly(1L, 1L, 2L, 1L);
      stored.await(20);
      stored.assertEachOnce();
      assertThat(registry.get("tally.collector.batches.repeated").counter().count()).isEqualTo(2);
      assertThat(collector.status().accepted()).isEqualTo(20);
    }
  }

  @Test
  void aBadEventGoesAsideAndItsNeighboursGoOn() {
    StoredEvents stored = new StoredEvents(clickHouse, id);
    Revision unknown =
        Samples.revision(
            99,
            "sample.Unpublished",
            List.of(
                Samples.attribute(
                    "a", 1, AttributeType.INT32, DimensionClass.NONE, Presence.OPTIONAL)));
    Revision other =
        new Revision(7, 4_711, Samples.CLICKED.eventType(), Samples.CLICKED.publishedAt());
    Batch batch =
        Batches.batch(id, 1, List.of(Samples.CLICKED, unknown, other))
            .addEvents(Batches.event(0, Samples.clicked(0), 1_700_000_000_000L))
            .addEvents(Batches.event(0, new byte[] {8}, 0))
            .addEvents(Batches.event(1, new byte[0], 0))
            .addEvents(Batches.event(2, Samples.clicked(1), 0))
            .addEvents(Batches.event(0, new byte[] {8, 1}, 0))
            .addEvents(Batches.event(9, new byte[] {1, 2}, 0))
            .addEvents(Batches.event(0, Samples.clicked(2), -9_000_000_000_000L))
            .addEvents(Batches.event(0, Samples.clicked(1), 1_700_000_000_000L))
            .build();
    try (Collector collector = start(settings(), new SimpleMeterRegistry());
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.send(batch);
      producer.awaitAcknowledged();
      stored.await(2);
      stored.assertEachOnce();
      StoredEvents.awaitSettled(collector);
      assertThat(stored.rejections())
          .containsExactly(
              "1 sample.Clicked EVENT_MALFORMED '' 08 1",
              "2 sample.Unpublished EVENT_TYPE_UNKNOWN ''  0",
              "3 sample.Clicked REVISION_UNKNOWN '' "
                  + java.util.HexFormat.of().formatHex(Samples.clicked(1))
                  + " 0",
              "4 sample.Clicked ATTRIBUTE_MISSING 'country' 0801 1",
              "5  EVENT_MALFORMED '' 0102 0",
              "6 sample.Clicked ATTRIBUTE_INVALID '' "
                  + java.util.HexFormat.of().formatHex(Samples.clicked(2))
                  + " 1");
      assertThat(collector.status())
          .extracting(CollectorStatus::accepted, CollectorStatus::stored, CollectorStatus::rejected)
          .containsExactly(8L, 2L, 6L);
    }
  }

  @Test
  void aRevisionPublishedMeanwhileCountsFromItsFirstBatchOn() {
    Revision later = Samples.revision(2, "sample.Later", Samples.CLICKED.eventType().attributes());
    ChangingCatalog published = new ChangingCatalog(Catalog.of(List.of(Samples.CLICKED)));
    StoredEvents stored = new StoredEvents(clickHouse, id);
    try (Collector collector =
            Collector.start(
                settings(), published, clickHouse, new SimpleMeterRegistry(), Clock.systemUTC());
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.sendClicks(1, 5);
      producer.awaitAcknowledged();
      published.set(Catalog.of(List.of(Samples.CLICKED, later)));
      producer.send(
          Batches.batch(id, 2, List.of(later))
              .addEvents(Batches.event(0, Samples.clicked(5), 1_700_000_000_000L))
              .build());
      stored.await(6);
      assertThat(stored.rejections()).isEmpty();
    }
  }

  @Test
  void refusesWhatIsNoBatchAndAcknowledgesWhatCameBefore() {
    try (Collector collector = start(settings(), new SimpleMeterRegistry());
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.sendClicks(3, 5);
      producer.send(Batch.newBuilder().setNumber(4).build());
      producer.send(Samples.batch(id, 5, 5));
      StatusRuntimeException failure = producer.awaitFailure();
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(failure.getStatus().getDescription()).contains("producer");
      assertThat(producer.acknowledged()).containsExactly(1L, 2L, 3L);
      producer.forget(4);
      producer.connect();
      producer.awaitAcknowledged();
    }
  }

  @Test
  void refusesABatchOverTheLimitOfItsBytes() {
    try (Collector collector =
            start(settings().withBatchBytesMax(10_000), new SimpleMeterRegistry());
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.send(Samples.batch(id, 1, 400));
      StatusRuntimeException failure = producer.awaitFailure();
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(code(failure)).isEqualTo(ErrorCode.BATCH_TOO_LARGE.name());
    }
  }

  @Test
  void tellsAFullJournalAndWhenToComeBack() {
    JournalSettings tiny = JournalSettings.DEFAULTS.withBytesMax(60_000, 10_000);
    StoredEvents stored = new StoredEvents(clickHouse, id);
    ClickHouse nobody = ClickHouse.connect(StoredEvents.nowhere());
    int accepted;
    try (Collector collector =
        Collector.start(
            settings().withJournal(tiny).withCloseTimeout(java.time.Duration.ZERO),
            Catalog.of(List.of(Samples.CLICKED)),
            nobody,
            new SimpleMeterRegistry(),
            Clock.systemUTC())) {
      try (TestProducer producer = new TestProducer(collector.port(), id)) {
        producer.connect();
        producer.sendClicks(100, 50);
        StatusRuntimeException failure = producer.awaitFailure();
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        Metadata trailers = failure.getTrailers();
        assertThat(trailers).isNotNull();
        assertThat(
                trailers == null
                    ? ""
                    : trailers.get(
                        Metadata.Key.of("tally-retry-after-ms", Metadata.ASCII_STRING_MARSHALLER)))
            .isEqualTo("1000");
        accepted = producer.acknowledged().size();
        assertThat(accepted).isBetween(5, 50);
        assertThat(collector.status().pending()).isEqualTo(accepted * 50L);
      }
    }
    nobody.close();
    try (Collector collector = start(settings().withJournal(tiny), new SimpleMeterRegistry());
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.sendClicks(100, 50);
      producer.insist();
      stored.await(5_000);
      stored.assertEachOnce();
    }
  }

  @Test
  void countsGoOnAfterARestart() {
    for (int run = 1; run <= 3; run++) {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      try (Collector collector = start(settings(), registry);
          TestProducer producer = new TestProducer(collector.port(), UUID.randomUUID())) {
        producer.connect();
        producer.sendClicks(2, 25);
        producer.awaitAcknowledged();
        StoredEvents.awaitSettled(collector);
        assertThat(collector.status().accepted()).isEqualTo(run * 50L);
        assertThat(collector.status().stored()).isEqualTo(run * 50L);
        assertThat(registry.get("tally.collector.stored").functionCounter().count())
            .isEqualTo(run * 50.0);
      }
    }
  }

  @Test
  void servesHealthAndReflection() throws Exception {
    try (Collector collector = start(settings(), new SimpleMeterRegistry())) {
      var channel =
          NettyChannelBuilder.forAddress("127.0.0.1", collector.port()).usePlaintext().build();
      try {
        assertThat(
                HealthGrpc.newBlockingStub(channel)
                    .check(
                        HealthCheckRequest.newBuilder()
                            .setService("tally.ingest.v1.Ingest")
                            .build())
                    .getStatus())
            .isEqualTo(ServingStatus.SERVING);
        assertThat(Reflection.services(channel)).contains("tally.ingest.v1.Ingest");
        assertThat(Reflection.fileOf(channel, "tally.ingest.v1.Ingest"))
            .contains("SchemaRef", "BatchAck");
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void aPortInUseAndAJournalInUseAreSaidInOneLine() {
    try (Collector collector = start(settings(), new SimpleMeterRegistry())) {
      assertThatThrownBy(() -> start(settings(), new SimpleMeterRegistry()))
          .isInstanceOfSatisfying(
              TallyException.class, e -> assertOneLine(e, ErrorCode.JOURNAL_IN_USE));
      CollectorSettings samePort =
          CollectorSettings.of(collector.port(), journal.resolve("another"));
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> start(samePort, new SimpleMeterRegistry()))
            .isInstanceOfSatisfying(
                TallyException.class, e -> assertOneLine(e, ErrorCode.PORT_IN_USE));
      }
    }
  }

  private static void assertOneLine(TallyException failure, ErrorCode code) {
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.getMessage()).doesNotContain("\n");
  }

  private static String code(StatusRuntimeException failure) {
    Metadata trailers = failure.getTrailers();
    String code =
        trailers == null
            ? null
            : trailers.get(Metadata.Key.of("tally-code", Metadata.ASCII_STRING_MARSHALLER));
    return String.valueOf(code);
  }

  private CollectorSettings settings() {
    return CollectorSettings.of(0, journal);
  }

  private Collector start(CollectorSettings settings, SimpleMeterRegistry registry) {
    return Collector.start(
        settings, Catalog.of(List.of(Samples.CLICKED)), clickHouse, registry, Clock.systemUTC());
  }
}
