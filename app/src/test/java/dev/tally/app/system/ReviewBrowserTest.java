package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.util.Timestamps;
import dev.tally.app.service.ReviewClient;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.registry.Fingerprint;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.TallyClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The story of a review in Chromium, on a running Tally, while an application goes on sending the
 * revision that it was built with.
 */
final class ReviewBrowserTest {
  private static final Duration FLUSH_TIME_MAX = Duration.ofSeconds(30);
  private static final long SEND_INTERVAL_MS = 100;
  private static final String PATH = "shop/order.proto";
  private static final String ORDER =
      """
      syntax = "proto3";
      package shop;
      import "tally/edl.proto";
      import "google/protobuf/timestamp.proto";

      // Somebody ordered something.
      message Order {
        option (tally.event) = { owner: "growth" };
        // When.
        google.protobuf.Timestamp at = 1 [(tally.field) = { event_time: true }];
        // What the customer said.
        string note = 2;
      }
      """;

  @TempDir private Path folder;

  @Test
  void walksFromARenameToAnAdditionThatIsUsed() throws Exception {
    BrowserSuite.assumeUi();
    try (TestInstallation tally = new TestInstallation(folder);
        TallyClient sdk = TallyClient.builder().target(tally.ingestTarget()).build();
        ScheduledExecutorService application = Executors.newSingleThreadScheduledExecutor()) {
      publishFirst(tally);
      AtomicLong sent = new AtomicLong();
      EventSchema schema = schema();
      send(sdk, schema, sent);
      assertThat(sdk.flush(FLUSH_TIME_MAX)).isTrue();
      tally.assertStored("shop.Order", 1);

      ScheduledFuture<?> sending =
          application.scheduleAtFixedRate(
              () -> send(sdk, schema, sent),
              SEND_INTERVAL_MS,
              SEND_INTERVAL_MS,
              TimeUnit.MILLISECONDS);
      new BrowserSuite(folder).browse(Map.of("TALLY_URL", tally.address("").toString()), "story");
      assertThat(sending.isDone()).as("the application still sends").isFalse();
      application.shutdown();
      assertThat(application.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

      assertThat(sdk.flush(FLUSH_TIME_MAX)).isTrue();
      tally.assertStored("shop.Order", sent.get() + 1);
      JsonNode stored =
          tally
              .sql(
                  "SELECT countIf(note = 'old') AS o, countIf(remark = 'new') AS n"
                      + " FROM events.shop_Order")
              .getFirst();
      assertThat(stored.path("o").asLong()).isEqualTo(sent.get());
      assertThat(stored.path("n").asLong()).isEqualTo(1);
    }
  }

  /** The team, its policy of two approvals, and the event type. */
  private static void publishFirst(TestInstallation tally) throws IOException {
    try (ReviewClient ann = ReviewClient.named(tally.address("").toString(), "ann")) {
      ann.put("teams/growth");
      for (String person : List.of("bob", "cid")) {
        ann.put("people/" + person);
        ann.put("teams/growth/members/" + person);
      }
      Map<String, String> policy =
          Map.of("path", "shop/edl.yaml", "source", "owners: [growth]\napprovals: 2\n");
      ann.post(
          "revisions", Map.of("files", List.of(Map.of("path", PATH, "source", ORDER), policy)));
    }
  }

  /** As the generated sender has it. */
  private EventSchema schema() {
    var loaded =
        (EdlLoader.Result.Loaded)
            EdlLoader.bundled(folder.resolve("protoc")).load(Map.of(PATH, ORDER));
    var eventType = loaded.files().getFirst().eventTypes().getFirst();
    return new EventSchema(eventType.name(), Fingerprint.of(eventType), false);
  }

  private static void send(TallyClient client, EventSchema schema, AtomicLong sent) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeMessage(1, Timestamps.fromMillis(System.currentTimeMillis()));
      out.writeString(2, "old");
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    client.send(schema, bytes.toByteArray());
    sent.incrementAndGet();
  }
}
