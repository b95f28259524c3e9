package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.app.torture.TallyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A metric that is declared after its events, by the commands that a person has. */
final class BackfillTest {
  private static final Duration TIME_MAX = Duration.ofSeconds(90);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ORDERS = 3_000;
  private static final String MAPPING =
      """
      time: at
      attributes:
        amount: amount
      events:
        - event: shop.Order
      """;
  private static final String SPENT =
      "option (tally.metric) = { name: \"spent\", sum: { field: \"amount\" }, resolution: [\"1h\", \"1d\"] };";

  @TempDir private Path folder;

  /** Over thirty days, 1 to 100 each. */
  private static String orders() {
    return IntStream.range(0, ORDERS)
        .mapToObj(
            i ->
                "{\"at\":\"2026-01-%02dT%02d:00:00Z\",\"amount\":%d}"
                    .formatted(i % 30 + 1, i / 30 % 24, i % 100 + 1))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aNewMetricIsThereForOldEventsAlsoIfTheProcessIsKilled() throws IOException {
    Path edl = Files.createDirectory(folder.resolve("edl"));
    Path orders = folder.resolve("orders.ndjson");
    Path mapping = folder.resolve("mapping.yaml");
    Files.writeString(mapping, MAPPING);
    Files.writeString(orders, orders() + "\n");
    try (TallyProcess up = new TallyProcess(folder.resolve("data"), "up")) {
      up.start();
      up.awaitReady();
      publish(up, edl, "");
      run(0, up.command("import", "--mapping", mapping.toString(), orders.toString()));
      await().atMost(TIME_MAX).until(() -> points(up, "orders.1h") == ORDERS);
      publish(up, edl, SPENT);
      assertThat(points(up, "spent.1d")).isZero();

      assertThat(run(0, up.command("backfill", "--event", "shop.Order", "--metric", "spent")))
          .contains("done", "100 %", "(spent)");
      assertThat(points(up, "spent.1d")).isEqualTo(sum());
      assertThat(points(up, "spent.1h")).isEqualTo(sum());
      assertThat(run(0, up.command("states", "verify", "--sample", "5")))
          .contains("equal     uniq of engine", "equal     shop.Order");
      assertThat(run(0, up.command("sizes"))).contains("shop.Order", "states", "kept for ever");

      run(0, up.command("backfill", "--detach"));
      up.kill();
      up.start();
      up.awaitReady();
      await()
          .atMost(TIME_MAX)
          .until(
              () ->
                  run(0, up.command("backfill", "status"))
                          .lines()
                          .filter(line -> line.contains(" done "))
                          .count()
                      == 2);
      assertThat(points(up, "spent.1h")).isEqualTo(sum());
      assertThat(points(up, "orders.1h")).isEqualTo(ORDERS);
      assertThat(run(2, up.command("backfill", "cancel", "1"))).isEmpty();
    }
  }

  private static long sum() {
    return IntStream.range(0, ORDERS).mapToLong(i -> i % 100 + 1).sum();
  }

  private static void publish(TallyProcess up, Path edl, String more) throws IOException {
    Files.writeString(
        edl.resolve("shop.proto"),
        """
        syntax = "proto3";
        package shop;
        import "tally/edl.proto";
        message Order {
          option (tally.event) = { owner: "tests", raw_retention: "3660d" };
          option (tally.metric) = { name: "orders", count: {}, resolution: "1h" };
          %s
          optional int32 amount = 1;
        }
        """
            .formatted(more));
    run(0, up.command("publish", edl.toString()));
  }

  private static long points(TallyProcess up, String name) {
    String select =
        "SELECT toUInt64(sum(v)) AS n FROM (SELECT argMax(value, version) AS v FROM tally.series"
            + " WHERE path = 'shop.Order.%s' GROUP BY path, time)".formatted(name);
    return JSON.readTree(run(0, up.command("sql", select, "--json"))).path("n").asLong();
  }

  private static String run(int code, String[] arguments) {
    return CommandEnd.of(arguments).expect(code);
  }
}
