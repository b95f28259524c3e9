package dev.tally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.collector.admission.Quota;
import dev.tally.collector.http.StoredWriteKeys;
import dev.tally.collector.http.WriteKey;
import dev.tally.collector.http.WriteKeyTable;
import dev.tally.edl.registry.Catalog;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a key is felt by producers that are connected. */
class ChangingQuotaTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final EventSchema CLICKED =
      new EventSchema("sample.Clicked", Samples.CLICKED.fingerprint(), false);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MetadataDatabase database =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final WriteKeyTable table = new WriteKeyTable(database, Clock.systemUTC());
  private final StoredWriteKeys keys = new StoredWriteKeys(table);
  private final String key = WriteKey.generate(new Random(7));
  private final String id = table.add("web", WriteKey.hash(key), Optional.empty()).id();
  private final ClickHouse nobody = ClickHouse.connect(StoredEvents.nowhere());
  private Collector collector;
  private TallyClient client;
  @TempDir private Path journal;

  @BeforeEach
  void connect() {
    keys.refresh();
    collector =
        Collector.start(
            CollectorSettings.of(0, journal).withCloseTimeout(Duration.ZERO),
            Catalog.of(List.of(Samples.CLICKED)),
            nobody,
            keys,
            registry,
            Clock.systemUTC());
    client =
        TallyClient.builder()
            .target("127.0.0.1:" + collector.port())
            .key(key)
            .batchEventsMax(100)
            .closeLimit(Duration.ofMillis(1))
            .build();
    send(100);
    assertThat(client.flush(PATIENCE)).isTrue();
  }

  @AfterEach
  void close() {
    client.close();
    collector.close();
    nobody.close();
    keys.close();
    database.close();
  }

  private void send(int events) {
    for (int i = 0; i < events; i++) {
      client.send(CLICKED, Samples.clicked(i));
    }
  }

  private double count(@Nullable Counter counter) {
    return counter == null ? 0 : counter.count();
  }

  private double held() {
    return count(registry.find("tally.collector.holds").tag("reason", "quota").counter());
  }

  private double refused(String code) {
    return count(registry.find("tally.collector.streams.refused").tag("code", code).counter());
  }

  @Test
  void aQuotaThatIsGivenAndTakenAwayHoldsForTheOpenStream() {
    table.setQuota(id, Optional.of(new Quota(10, 0, 1)));
    keys.refresh();
    send(300);
    Awaitility.await().atMost(PATIENCE).until(() -> held() > 0);
    assertThat(client.counters().acknowledged()).isLessThan(400);

    // Nine seconds are owed; the stream is held for two.
    table.setQuota(id, Optional.empty());
    keys.refresh();
    assertThat(client.flush(Duration.ofSeconds(5))).isTrue();
    assertThat(client.counters().acknowledged()).isEqualTo(400);
    assertThat(refused("QUOTA_EXCEEDED")).as("one stream all the time").isZero();
  }

  @Test
  void aKeyThatIsRevokedEndsTheStreamAtItsNextBatch() {
    table.revoke(id);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> keys.find(key).isEmpty()); // Seen without being told.
    send(50);
    Awaitility.await().atMost(PATIENCE).until(() -> refused("UNAUTHORIZED") > 0);
    assertThat(client.counters().acknowledged()).isEqualTo(100);
    assertThat(client.counters().pending()).as("kept: another key may be made").isEqualTo(50);
    assertThat(collector.status().accepted()).isEqualTo(100);
  }
}
