package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import dev.tally.collector.admission.AdmissionSettings;
import dev.tally.collector.admission.Caller;
import dev.tally.collector.admission.Quota;
import dev.tally.collector.encode.Batches;
import dev.tally.collector.http.WriteKeys;
import dev.tally.collector.journal.FullDisk;
import dev.tally.collector.journal.JournalSettings;
import dev.tally.edl.model.Delivery;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.ingest.v1.Batch;
import dev.tally.sdk.Counters;
import dev.tally.sdk.DropReason;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** More is offered than the collector takes. */
@ExtendWith(EngineExtension.class)
class OverloadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Catalog CATALOG = Catalog.of(List.of(Samples.CLICKED, Samples.GLANCED));
  private static final long MEMORY = 16L << 20;

  private final ClickHouse clickHouse;
  private final UUID id = UUID.randomUUID();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  @TempDir private Path journal;

  OverloadTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private CollectorSettings settings() {
    return CollectorSettings.of(0, journal).withCloseTimeout(Duration.ZERO);
  }

  private Collector start(CollectorSettings settings, ClickHouse engine) {
    return Collector.start(settings, CATALOG, engine, keys(), registry, Clock.systemUTC());
  }

  /** Key "K" has the name K and no limit. */
  private static WriteKeys keys() {
    return new WriteKeys() {
      @Override
      public boolean areRequired() {
        return true;
      }

      @Override
      public Optional<Caller> find(String key) {
        return key.equals("bad")
            ? Optional.empty()
            : Optional.of(new Caller(key, key, Optional.of(Quota.UNLIMITED)));
      }

      @Override
      public Optional<Caller> now(Caller caller) {
        return Optional.of(caller);
      }
    };
  }

  private static AdmissionSettings admission(Quota quota) {
    return new AdmissionSettings(MEMORY, AdmissionSettings.STREAMS_MAX_DEFAULT, quota);
  }

  @Test
  void aQuotaThatIsUsedUpHasItsCodeAndSaysWhenToComeBack() throws InvalidProtocolBufferException {
    Quota quota = new Quota(100, 0, 1);
    try (Collector collector = start(settings().withAdmission(admission(quota)), clickHouse);
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      producer.sendClicks(2, 1_000);
      StatusRuntimeException failure = producer.awaitFailure();
      assertThat(producer.acknowledged()).containsExactly(1L);
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(trailer(failure, "tally-code")).isEqualTo("QUOTA_EXCEEDED");
      long waitMs = Long.parseLong(trailer(failure, "tally-retry-after-ms"));
      assertThat(waitMs).isBetween(4_000L, 9_000L);
      assertThat(retryDelayMs(failure)).isEqualTo(waitMs);
      try (TallyClient other = TallyClient.builder().target(target(collector)).key("x").build()) {
        send(other, Samples.CLICKED, 1_000);
        assertThat(other.flush(Duration.ofSeconds(2))).as("a key of its own").isTrue();
      }
      assertThat(registry.get("tally.collector.quota.exceeded").tag("key", "").counter().count())
          .isPositive();
    }
  }

  @Test
  void aKeyThatIsNotValidIsNotTaken() {
    try (Collector collector = start(settings(), clickHouse);
        TallyClient client =
            TallyClient.builder()
                .target(target(collector))
                .key("bad")
                .closeLimit(Duration.ofMillis(1))
                .build()) {
      send(client, Samples.CLICKED, 10);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  registry
                          .find("tally.collector.streams.refused")
                          .tag("code", "UNAUTHORIZED")
                          .counter()
                      != null);
      assertThat(client.counters().pending()).as("kept: the key may become valid").isEqualTo(10);
    }
  }

  @Test
  void aProducerKeepsToItsQuotaWithoutBeingRefused() {
    Quota quota = new Quota(2_000, 0, 1);
    try (Collector collector = start(settings().withAdmission(admission(quota)), clickHouse);
        TallyClient client =
            TallyClient.builder().target(target(collector)).batchEventsMax(200).build()) {
      long begin = System.nanoTime();
      send(client, Samples.CLICKED, 5_000);
      assertThat(client.flush(PATIENCE)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThan(Duration.ofMillis(1_300));
      assertThat(registry.get("tally.collector.holds").tag("reason", "quota").counter().count())
          .isPositive();
      assertThat(registry.find("tally.collector.streams.refused").counter()).isNull();
    }
  }

  @Test
  void bestEffortEventsAreShedBeforeAnyOtherIsRefused() {
    JournalSettings tiny = JournalSettings.DEFAULTS.withBytesMax(200_000, 10_000);
    ClickHouse nobody = ClickHouse.connect(StoredEvents.nowhere());
    int sent = 0;
    try (Collector collector = start(settings().withJournal(tiny), nobody);
        TestProducer producer = new TestProducer(collector.port(), id)) {
      producer.connect();
      while (producer.shed() == 0) {
        sent++;
        assertThat(sent).isLessThan(100);
        producer.send(mixed(sent));
        producer.awaitAcknowledged();
      }
      assertThat(collector.status().journalBytes()).isBetween(140_000L, 180_000L);
      assertThat(collector.status().accepted()).isEqualTo((sent - 1) * 50L + 25);
      // What is shed takes next to no room; what is not is refused only once there is none.
      // One by one: what is being written counts as waiting, too, until it is on disk.
      for (int i = 0; i < 100 && !producer.isRefused(); i++) {
        producer.sendClicks(1, 50);
        producer.awaitAnswer();
      }
      StatusRuntimeException failure = producer.awaitFailure();
      assertThat(trailer(failure, "tally-code")).isEqualTo("JOURNAL_FULL");
      assertThat(producer.shed()).as("of the first batch above high water").isEqualTo(25);
      assertThat(collector.status().journalBytes()).isGreaterThan(190_000);
      assertThat(registry.get("tally.collector.shed").tag("event", "sample.Glanced").counter())
          .returns(25.0, counter -> counter.count());
      try (TestProducer second = new TestProducer(collector.port(), id)) {
        // No room, not even for a copy: it is known to be one only behind the queue.
        second.send(mixed(sent));
        second.connect();
        assertThat(trailer(second.awaitFailure(), "tally-code")).isEqualTo("JOURNAL_FULL");
      }
    }
    nobody.close();
    StoredEvents stored = new StoredEvents(clickHouse, id);
    try (Collector collector = start(settings().withJournal(tiny), clickHouse);
        TestProducer again = new TestProducer(collector.port(), id)) {
      stored.await(sent * 50L - 25);
      StoredEvents.awaitSettled(collector);
      // A copy of the batch that was shed is a copy, whatever the load is now.
      long before = stored.rows();
      again.send(mixed(sent));
      again.connect();
      again.awaitAcknowledged();
      StoredEvents.awaitSettled(collector);
      assertThat(stored.rows()).isEqualTo(before);
      assertThat(count("event = 'sample.Glanced'")).isEqualTo((sent - 1) * 25L);
      assertThat(count("event = 'sample.Glanced' AND batch = " + sent)).isZero();
      assertThat(rowsOf(sent)).as("positions stay").isEqualTo("0,2,4,6,8");
    }
  }

  /** Clicks and glances in turn, 25 of each. */
  private Batch mixed(long number) {
    Batch.Builder batch = Batches.batch(id, number, List.of(Samples.CLICKED, Samples.GLANCED));
    for (int i = 0; i < 50; i++) {
      batch.addEvents(
          Batches.event(i % 2, Samples.clicked(number * 50 + i), 1_700_000_000_000L + i));
    }
    return batch.build();
  }

  private long count(String where) {
    return clickHouse
        .query(
            "SELECT count() AS n FROM events WHERE producer = {producer:UUID} AND " + where,
            Map.of("producer", id),
            row -> row.int64("n"))
        .getFirst();
  }

  private String rowsOf(long batch) {
    return clickHouse
        .query(
            """
            SELECT arrayStringConcat(arraySlice(arraySort(groupArray(row)), 1, 5), ',') AS rows
            FROM events WHERE producer = {producer:UUID} AND batch = {batch:UInt64}
            """,
            Map.of("producer", id, "batch", batch),
            row -> row.string("rows"))
        .getFirst();
  }

  @Test
  void aDiskThatStandsStillHoldsManyProducersInBoundedMemory() {
    int producers = 30;
    FullDisk disk = new FullDisk(Long.MAX_VALUE);
    CountDownLatch opened = new CountDownLatch(1);
    List<TestProducer> all = new ArrayList<>();
    try (Collector collector =
        Collector.start(
            settings().withAdmission(admission(Quota.UNLIMITED)),
            CATALOG,
            clickHouse,
            registry,
            Clock.systemUTC(),
            disk,
            new Random(7))) {
      var inFlight = registry.get("tally.collector.in.flight.bytes").gauge();
      List<Double> seen = new ArrayList<>();
      disk.syncWaitsFor(opened);
      try {
        for (int i = 0; i < producers; i++) {
          TestProducer producer = new TestProducer(collector.port(), UUID.randomUUID());
          all.add(producer);
          producer.connect();
          producer.sendClicks(16, 2_000);
        }
        long offered = all.stream().mapToLong(TestProducer::waitingBytes).sum();
        assertThat(offered).isGreaterThan(2 * MEMORY);
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  seen.add(inFlight.value());
                  int last = seen.size() - 1;
                  return held("memory") > 0
                      && last > 20
                      && seen.get(last).equals(seen.get(last - 20));
                });
        assertThat(seen).allMatch(bytes -> bytes <= MEMORY).anyMatch(bytes -> bytes > MEMORY / 4);
        assertThat(collector.status().accepted()).isZero();
      } finally {
        opened.countDown();
      }
      all.forEach(TestProducer::insist);
      for (TestProducer producer : all) {
        new StoredEvents(clickHouse, producer.id).await(32_000);
      }
      StoredEvents.awaitSettled(collector);
      assertThat(collector.status().stored()).isEqualTo(producers * 32_000L);
      assertThat(inFlight.value()).as("all given back").isZero();
    } finally {
      all.forEach(TestProducer::close);
    }
    for (TestProducer producer : all) {
      new StoredEvents(clickHouse, producer.id).assertEachOnce();
    }
  }

  @Test
  void nothingAcknowledgedIsLostAndNothingStoredTwice() {
    JournalSettings small = JournalSettings.DEFAULTS.withBytesMax(4 << 20, 256 << 10);
    List<TallyClient> clients = new ArrayList<>();
    long before = number("count()");
    try (Collector collector = start(settings().withJournal(small), clickHouse)) {
      for (int i = 0; i < 8; i++) {
        clients.add(
            TallyClient.builder()
                .target(target(collector))
                .queueEventsMax(20_000)
                .batchEventsMax(500)
                .backoff(Duration.ofMillis(10), Duration.ofMillis(50))
                .build());
      }
      for (int round = 0; round < 40; round++) {
        for (TallyClient client : clients) {
          send(client, Samples.CLICKED, 1_500);
          send(client, Samples.GLANCED, 1_500);
        }
      }
      long acknowledged = 0;
      long dropped = 0;
      long shed = 0;
      for (TallyClient client : clients) {
        assertThat(client.flush(PATIENCE)).isTrue();
        Counters counters = client.counters();
        assertThat(counters.created()).isEqualTo(120_000);
        assertThat(counters.created()).isEqualTo(counters.acknowledged() + counters.dropped());
        acknowledged += counters.acknowledged();
        dropped += counters.dropped();
        shed += count(counters, DropReason.SHED);
      }
      StoredEvents.awaitSettled(collector);
      assertThat(collector.status().stored()).isEqualTo(acknowledged);
      var shedCounter = registry.find("tally.collector.shed").counter();
      assertThat(shedCounter == null ? 0 : shedCounter.count())
          .isGreaterThanOrEqualTo((double) shed);
      assertThat(dropped).as("more was offered than taken").isPositive();
      assertThat(number("count()") - before).isEqualTo(acknowledged);
      assertThat(number("count() - uniqExact(producer, batch, row)")).as("twice").isZero();
    } finally {
      clients.forEach(TallyClient::close);
    }
  }

  private long number(String aggregate) {
    return clickHouse
        .query("SELECT " + aggregate + " AS n FROM events", Map.of(), row -> row.int64("n"))
        .getFirst();
  }

  private double held(String reason) {
    var counter = registry.find("tally.collector.holds").tag("reason", reason).counter();
    return counter == null ? 0 : counter.count();
  }

  private static long count(Counters counters, DropReason reason) {
    Long count = counters.drops().get(reason);
    return count == null ? 0 : count;
  }

  private static String target(Collector collector) {
    return "127.0.0.1:" + collector.port();
  }

  private static void send(TallyClient client, Revision revision, int events) {
    EventSchema schema =
        new EventSchema(
            revision.eventType().name(),
            revision.fingerprint(),
            revision.eventType().delivery() == Delivery.BEST_EFFORT);
    for (int i = 0; i < events; i++) {
      client.send(schema, Samples.clicked(i));
    }
  }

  private static String trailer(StatusRuntimeException failure, String name) {
    Metadata trailers = failure.getTrailers();
    String value =
        trailers == null
            ? null
            : trailers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    return String.valueOf(value);
  }

  private static long retryDelayMs(StatusRuntimeException failure)
      throws InvalidProtocolBufferException {
    Metadata trailers = failure.getTrailers();
    assertThat(trailers).isNotNull();
    com.google.rpc.Status details =
        trailers == null
            ? null
            : trailers.get(
                Metadata.Key.of(
                    "grpc-status-details-bin",
                    ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance())));
    assertThat(details).isNotNull();
    if (details == null) {
      return -1;
    }
    RetryInfo info = details.getDetails(0).unpack(RetryInfo.class);
    return info.getRetryDelay().getSeconds() * 1_000 + info.getRetryDelay().getNanos() / 1_000_000;
  }
}
