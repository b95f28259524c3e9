package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.app.torture.TallyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user does with a Tally that runs. */
final class UpTest {
  private static final Duration SEEN_TIME_MAX = Duration.ofSeconds(30);

  private static final String ORDER =
      """
      syntax = "proto3";
      package shop;
      import "tally/edl.proto";

      // Somebody paid.
      message Order {
        option (tally.event) = { owner: "shop" };
        option (tally.metric) = { name: "orders", count: {} };
        double price = 1 [(tally.field) = { unit: "USD" }];
      }
      """;

  @TempDir private Path folder;

  @Test
  void aRunningTallyTakesNewRevisionsAndAnswers() throws IOException {
    Path edl = Files.createDirectory(folder.resolve("edl"));
    Files.writeString(edl.resolve("order.proto"), ORDER);
    try (TallyProcess up = new TallyProcess(folder.resolve("data"), "up")) {
      up.start();
      up.awaitReady();
      assertThat(up.get("/").body()).as("works with an empty store").isNotEmpty();

      String[] publish = up.command("publish", edl.toString());
      assertThat(run(publish)).isEqualTo("shop.Order  revision 1\n");
      assertThat(run(publish)).isEqualTo("shop.Order  revision 1 (published already)\n");

      assertThat(up.get("/api/v1/event-types").body()).contains("shop.Order", "Somebody paid.");
      await()
          .atMost(SEEN_TIME_MAX)
          .untilAsserted(
              () ->
                  assertThat(
                          run(
                              up.command(
                                  "sql", "SELECT count() AS n FROM events.shop_Order", "--json")))
                      .contains("\"n\""));
      assertThat(up.get("/metrics").body()).contains("tally_");
      assertThat(up.get("/api/v1/nowhere").statusCode()).isEqualTo(404);
      assertThat(up.get("/render?target=nothing.*&format=json").body()).isEqualTo("[]");
    }
  }

  private static String run(String[] arguments) {
    return CommandEnd.of(arguments).expect(0);
  }
}
