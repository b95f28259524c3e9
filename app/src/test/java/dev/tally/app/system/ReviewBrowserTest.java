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
import java.time.Instant;
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
 * revision that it was built with, and another one sends the next revision from before it is
 * published.
 */
final class ReviewBrowserTest {
  private static final Duration FLUSH_TIME_MAX = Duration.ofSeconds(30);
  private static final long SEND_INTERVAL_MS = 100;
  private static final long SENT_BY_BROWSER = 1;

  /** Collectors look for what is published every second; another one for a machine that is busy. */
  private static final Duration USED_TIME_MAX = Duration.ofSeconds(2);

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

  /** What story.test.ts makes of it. */
  private static final String NEXT =
      ORDER.replace(
          "string note = 2;",
          """
          string note = 2 [deprecated = true];
            // What the customer said.
            string remark = 3;\
          """);

  @TempDir private Path folder;

  @Test
  void walksFromARenameToAnAdditionThatIsUsed() throws Exception {
    BrowserSuite.assumeUi();
    try (TestInstallation tally = new TestInstallation(folder);
        TallyClient oldSdk = TallyClient.builder().target(tally.ingestTarget()).build();
        TallyClient newSdk = TallyClient.builder().target(tally.ingestTarget()).build();
        ScheduledExecutorService applications = Executors.newSingleThreadScheduledExecutor()) {
      publishFirst(tally);
      Sender old = new Sender(oldSdk, schema(ORDER), 2, "old", new AtomicLong());
      Sender next = new Sender(newSdk, schema(NEXT), 3, "next", new AtomicLong());
      old.send();
      assertThat(oldSdk.flush(FLUSH_TIME_MAX)).isTrue();
      tally.assertStored("shop.Order", 1);

      ScheduledFuture<?> sending =
          applications.scheduleAtFixedRate(
              () -> {
                old.send();
                next.send();
              },
              SEND_INTERVAL_MS,
              SEND_INTERVAL_MS,
              TimeUnit.MILLISECONDS);
      new BrowserSuite(folder).browse(Map.of("TALLY_URL", tally.address("").toString()), "story");
      assertThat(sending.isDone()).as("the applications still send").isFalse();
      applications.shutdown();
      assertThat(applications.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      assertThat(oldSdk.flush(FLUSH_TIME_MAX)).isTrue();
      assertThat(newSdk.flush(FLUSH_TIME_MAX)).isTrue();

      Refused refused = Refused.of(tally);
      assertThat(refused.count()).as("refused before it was published").isPositive();
      assertThat(refused.last())
          .as("nothing is refused later than that after it was published")
          .isBefore(publishedAt(tally).plus(USED_TIME_MAX));
      long used = next.sent().get() - refused.count();
      assertThat(used).as("used by a running SDK").isPositive();
      tally.assertStored("shop.Order", old.sent().get() + used + SENT_BY_BROWSER);
      JsonNode stored =
          tally
              .sql(
                  "SELECT countIf(note = 'old') AS old, countIf(remark = 'next') AS next,"
                      + " countIf(remark = 'new') AS browser FROM events.shop_Order")
              .getFirst();
      assertThat(stored.path("old").asLong()).isEqualTo(old.sent().get());
      assertThat(stored.path("next").asLong()).isEqualTo(used);
      assertThat(stored.path("browser").asLong()).isEqualTo(SENT_BY_BROWSER);
    }
  }

  /** By the audit log of the proposal, before the answer to the merge. */
  private static Instant publishedAt(TestInstallation tally) throws IOException {
    return tally
        .get("/api/v1/proposals/1/audit")
        .path("items")
        .valueStream()
        .filter(entry -> entry.path("action").asString().equals("PUBLISH_MERGED"))
        .map(entry -> Instant.parse(entry.path("at").asString()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * What was refused for its revision.
   *
   * @param last when the collector received the last one
   */
  private record Refused(long count, Instant last) {
    static Refused of(TestInstallation tally) {
      tally.assertNothingPending();
      JsonNode row =
          tally
              .sql(
                  "SELECT count() AS n, toUnixTimestamp64Milli(max(received)) AS last"
                      + " FROM tally.events_rejected WHERE code = 'REVISION_UNKNOWN'")
              .getFirst();
      return new Refused(row.path("n").asLong(), Instant.ofEpochMilli(row.path("last").asLong()));
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
  private EventSchema schema(String edl) {
    var loaded =
        (EdlLoader.Result.Loaded)
            EdlLoader.bundled(folder.resolve("protoc")).load(Map.of(PATH, edl));
    var eventType = loaded.files().getFirst().eventTypes().getFirst();
    return new EventSchema(eventType.name(), Fingerprint.of(eventType), false);
  }

  /**
   * An application.
   *
   * @param field number of the attribute that it sends
   * @param sent how many it has sent
   */
  private record Sender(
      TallyClient client, EventSchema schema, int field, String text, AtomicLong sent) {
    void send() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      try {
        out.writeMessage(1, Timestamps.fromMillis(System.currentTimeMillis()));
        out.writeString(field, text);
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      client.send(schema, bytes.toByteArray());
      sent.incrementAndGet();
    }
  }
}
