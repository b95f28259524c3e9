package dev.tally.aggregator.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.aggregator.testing.HttpServer;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.testing.EngineExtension;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class RequestGuardTest {
  private final ClickHouse clickHouse;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final String mark = UUID.randomUUID().toString();
  private final RequestGuard guard;
  private final HttpServer server;

  RequestGuardTest(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    GraphiteLimits limits =
        new GraphiteLimits(1, 1, Duration.ofSeconds(60), 2, 3, Duration.ofMillis(50));
    this.guard = new RequestGuard(clickHouse, limits, meters);
    this.server = new HttpServer(this::routes);
  }

  private void routes(JavalinConfig config) {
    config.routes.get("/slow", guard.handler(this::slow));
    config.routes.get("/fast", guard.handler((context, engine) -> context.result("\"fast\"")));
  }

  private void slow(Context context, ClickHouse engine) {
    engine.query(
        "SELECT sum(sleepEachRow(0.1)) AS s, {mark:String} AS mark FROM numbers(1000)",
        Map.of("mark", mark),
        Map.of("function_sleep_max_microseconds_per_block", "1000000000", "max_block_size", "1"),
        row -> row.string("mark"));
    context.result("\"slow\"");
  }

  @AfterEach
  void close() {
    server.close();
    guard.close();
  }

  private Socket ask(String path, String... headers) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    OutputStream out = socket.getOutputStream();
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    out.write(
        "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
            .formatted(path, more)
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  private void awaitRunning(int count) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        clickHouse.query(
                            "SELECT count() AS n FROM system.processes"
                                + " WHERE query LIKE '%sleepEachRow%' AND query NOT LIKE '%processes%'",
                            Map.of(), row -> row.int64("n")))
                    .containsExactly((long) count));
  }

  private double refused(String code) {
    return meters.counter("tally.graphite.refused", "code", code).count();
  }

  @Test
  void theQueryEndsWhenItsClientHangsUp() throws IOException {
    try (Socket stays = ask("/slow")) {
      try (Socket goes = ask("/slow")) {
        awaitRunning(2);
        assertThat(goes.isConnected()).isTrue();
      }
      awaitRunning(1);
      await().untilAsserted(() -> assertThat(refused("QUERY_CANCELLED")).isEqualTo(1));
      assertThat(stays.isConnected()).isTrue();
    }
    awaitRunning(0);
    await().untilAsserted(() -> assertThat(refused("QUERY_CANCELLED")).isEqualTo(2));
  }

  @Test
  void whoSendsTheNextRequestEarlyHasNotHungUp() throws IOException {
    try (Socket socket = ask("/slow")) {
      awaitRunning(1);
      socket
          .getOutputStream()
          .write("GET /fast HTTP/1.1\r\nHost: l\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      await()
          .during(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(refused("QUERY_CANCELLED")).isEqualTo(0));
      awaitRunning(1);
    }
    clickHouse.execute("KILL QUERY WHERE query LIKE '%sleepEachRow%' SYNC");
    awaitRunning(0);
  }

  @Test
  void aUserHasSoManyTurnsAndAllTogether() throws IOException {
    try (Socket one = ask("/slow", "X-Grafana-User: ann");
        Socket two = ask("/slow", "X-Grafana-User: ann")) {
      awaitRunning(2);
      HttpServer.Answer third = server.get("/fast", "u", "ann");
      assertThat(third.body().asString()).isEqualTo("fast"); // somebody else
      assertThat(refused("QUERY_LIMIT")).isEqualTo(0);
      try (Socket refused = ask("/fast", "X-Grafana-User: ann")) {
        assertThat(line(refused)).contains("400");
      }
      assertThat(refused("QUERY_LIMIT")).isEqualTo(1);
      try (Socket last = ask("/slow", "Authorization: Basic Ym9iOng=")) {
        awaitRunning(3);
        assertThat(server.get("/fast").body().asString())
            .startsWith("QUERY_LIMIT: 0 requests of '127.0.0.1' are being answered");
        assertThat(last.isConnected()).isTrue();
      }
      assertThat(one.isConnected() && two.isConnected()).isTrue();
    }
    awaitRunning(0);
  }

  private static String line(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(20), StandardCharsets.US_ASCII);
  }
}
