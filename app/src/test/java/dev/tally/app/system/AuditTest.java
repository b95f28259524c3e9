package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.app.torture.TallyProcess;
import dev.tally.sdk.EventSchema;
import dev.tally.sdk.TallyClient;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.engine.EngineAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally audit} and its API, against a Tally that runs. */
final class AuditTest {
  private static final Duration SEEN_TIME_MAX = Duration.ofSeconds(30);
  private static final EventSchema NOBODYS = new EventSchema("test.Nobodys", 1, false);

  @TempDir private Path folder;

  @Test
  void saysWhetherEveryEventIsAccountedFor() throws IOException {
    try (TallyProcess up = new TallyProcess(folder.resolve("data"), "up")) {
      up.start();
      up.awaitReady();
      assertThat(CommandEnd.of(up.command("audit")).out()).contains("Nothing was created since");

      try (TallyClient client = TallyClient.builder().target(up.ingestTarget()).build()) {
        for (int i = 0; i < 7; i++) {
          client.send(NOBODYS, new byte[0]);
        }
        client.send(NOBODYS, new byte[TallyClient.EVENT_BYTES_MAX + 1]);
      }
      await()
          .atMost(SEEN_TIME_MAX)
          .until(() -> CommandEnd.of(up.command("audit")).out().contains("Every event since"));
      assertThat(CommandEnd.of(up.command("audit")).code()).isZero();
      JsonNode counts =
          JsonMapper.builder()
              .build()
              .readTree(up.get("/api/v1/audit?eventType=test.Nobodys").body())
              .path("eventTypes")
              .path(0)
              .path("counts");
      assertThat(counts.path("created").asLong()).isEqualTo(8);
      assertThat(counts.path("dropped").asLong()).isOne();
      assertThat(counts.path("rejected").asLong()).isEqualTo(7);
      assertThat(counts.path("missing").asLong()).isZero();
      assertThat(up.get("/api/v1/audit?since=yesterday").statusCode()).isEqualTo(400);

      try (ClickHouse clickHouse =
          ClickHouse.connect(
              EngineAccess.endpoint(
                  folder.resolve("data/engine"), up.engineHttpPort(), EngineAccess.User.TALLY))) {
        clickHouse.execute("DELETE FROM events_rejected WHERE row = 3");
      }
      CommandEnd ended = CommandEnd.of(up.command("audit", "--event-type", "test.Nobodys"));
      assertThat(ended.code()).as(ended.out()).isOne();
      assertThat(ended.out()).contains("1 rows are not accounted for");
      CommandEnd json = CommandEnd.of(up.command("audit", "--json"));
      assertThat(json.code()).isOne();
      assertThat(json.out()).startsWith("{").contains("\"unexplained\":1");
      assertThat(CommandEnd.of(up.command("audit", "--since", "soon")).code()).isEqualTo(2);
    }
  }
}
