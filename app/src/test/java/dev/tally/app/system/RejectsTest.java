package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.app.torture.TallyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally rejects} from a schema that was too strict to the points of its series. */
final class RejectsTest {
  private static final Duration TIME_MAX = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String STRICT = " [(buf.validate.field).int32.lte = 100]";
  private static final String MAPPING =
      """
      time: at
      attributes:
        amount: amount
      events:
        - event: shop.Order
      """;

  @TempDir private Path folder;

  @Test
  void whatIsMendedCountsOnceInViewAndSeries() throws IOException {
    Path edl = Files.createDirectory(folder.resolve("edl"));
    Path orders = folder.resolve("orders.ndjson");
    Path mapping = folder.resolve("mapping.yaml");
    Files.writeString(mapping, MAPPING);
    String time = Instant.now().minusSeconds(7_200).toString();
    Files.write(
        orders,
        List.of(50, 200, 70, 300).stream()
            .map(amount -> "{\"at\":\"%s\",\"amount\":%d}".formatted(time, amount))
            .toList());
    try (TallyProcess up = new TallyProcess(folder.resolve("data"), "up")) {
      up.start();
      up.awaitReady();
      publish(up, edl, STRICT);
      run(0, up.command("import", "--mapping", mapping.toString(), orders.toString()));
      await().atMost(TIME_MAX).until(() -> inView(up) == 2 && rejects(up).size() == 2);
      assertThat(rejects(up)).allMatch(line -> line.contains("ATTRIBUTE_INVALID amount"));
      assertThat(run(1, up.command("rejects", "replay")))
          .contains("0 stored", "2 rejected again: ATTRIBUTE_INVALID");

      publish(up, edl, "");
      assertThat(run(0, up.command("rejects", "replay", "--event", "shop.Order")))
          .contains("2 stored");
      assertThat(run(0, up.command("rejects", "replay", "--since", "1h"))).contains("0 stored");
      assertThat(rejects(up)).hasSize(2).allMatch(line -> line.contains("[stored]"));
      assertThat(run(0, up.command("rejects", "list", "--summary")))
          .contains("2 rejected, 2 of them stored since");
      String id = rejects(up).getFirst().split(" +", -1)[1];
      assertThat(run(0, up.command("rejects", "show", id))).contains("\"amount\"", "payloadHex");
      assertThat(inView(up)).isEqualTo(4);
      await().atMost(TIME_MAX).until(() -> inSeries(up) >= 4);
      assertThat(inSeries(up)).isEqualTo(4);
    }
  }

  private static void publish(TallyProcess up, Path edl, String rule) throws IOException {
    Files.writeString(
        edl.resolve("shop.proto"),
        """
        syntax = "proto3";
        package shop;
        import "tally/edl.proto";
        import "buf/validate/validate.proto";
        message Order {
          option (tally.event) = { owner: "tests" };
          option (tally.metric) = { name: "orders", count: {}, resolution: "1m" };
          optional int32 amount = 1%s;
        }
        """
            .formatted(rule));
    run(0, up.command("publish", edl.toString()));
  }

  private static List<String> rejects(TallyProcess up) {
    return run(0, up.command("rejects", "list", "--code", "ATTRIBUTE_INVALID")).lines().toList();
  }

  private static long inView(TallyProcess up) {
    return number(up, "SELECT count() AS n FROM events.shop_Order");
  }

  private static long inSeries(TallyProcess up) {
    return number(
        up,
        "SELECT toUInt64(sum(v)) AS n FROM (SELECT argMax(value, version) AS v FROM tally.series"
            + " WHERE path IN (SELECT path FROM tally.series_index WHERE event = 'shop.Order'"
            + " AND resolution = 60) GROUP BY path, time)");
  }

  private static long number(TallyProcess up, String select) {
    return JSON.readTree(run(0, up.command("sql", select, "--json"))).path("n").asLong();
  }

  private static String run(int code, String[] arguments) {
    return CommandEnd.of(arguments).expect(code);
  }
}
