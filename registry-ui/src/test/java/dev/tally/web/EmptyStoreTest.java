package dev.tally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.storage.testing.EngineExtension;
import dev.tally.web.PipelineStatus.Counts;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(EngineExtension.class)
class EmptyStoreTest {
  @Test
  void anEmptyStoreAnswers(ClickHouse clickHouse) {
    try (TestServer server = server(Catalog.of(List.of()), clickHouse)) {
      assertThat(server.json("/api/v1/event-types").toString())
          .isEqualTo("{\"items\":[],\"total\":0,\"unregistered\":[]}");
      assertThat(server.json("/api/v1/status").get("eventTypes").asInt()).isZero();
    }
  }

  @Test
  void publishedButNeverSent(ClickHouse clickHouse) {
    try (TestServer server = server(Catalog.of(Flights.revisions()), clickHouse)) {
      JsonNode answer = server.json("/api/v1/event-types/" + Flights.NAME);
      assertThat(answer.get("volume").get("lastSeen").isNull()).isTrue();
      assertThat(answer.get("revisions").get(0).get("lastSeen").isNull()).isTrue();
      assertThat(answer.get("rejects")).isEmpty();
      assertThat(answer.get("hourly")).hasSize(48);
    }
  }

  @Test
  void aDeadEngineIsAProblemThatMayPass() throws IOException {
    int unused;
    try (ServerSocket socket = new ServerSocket(0)) {
      unused = socket.getLocalPort();
    }
    Endpoint nowhere =
        new Endpoint(URI.create("http://127.0.0.1:" + unused), "tally", "", "tally", "events");
    try (ClickHouse dead = ClickHouse.connect(nowhere);
        TestServer server = server(Catalog.of(Flights.revisions()), dead)) {
      JsonNode problem = server.json("/api/v1/event-types");
      assertThat(problem.get("code").asString()).isEqualTo("ENGINE_UNAVAILABLE");
      assertThat(problem.get("status").asInt()).isEqualTo(503);
    }
  }

  private static TestServer server(Catalog catalog, ClickHouse clickHouse) {
    PipelineStatus pipeline = () -> new Counts(0, 0, 0, 0);
    return new TestServer(
        List.of(new Problems(), new RegistryApi(catalog, clickHouse, pipeline, Clock.systemUTC())));
  }
}
