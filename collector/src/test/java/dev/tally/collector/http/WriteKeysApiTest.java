package dev.tally.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.metadata.MetadataSettings;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/write-keys} as scripts see it. */
class WriteKeysApiTest {
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String ID = "0123456789ab";

  private final MetadataDatabase database =
      MetadataDatabase.open(MetadataSettings.memory(UUID.randomUUID().toString()));
  private final HttpClient client = HttpClient.newHttpClient();
  private final Javalin javalin =
      Javalin.create(
              config -> {
                config.startup.showJavalinBanner = false;
                config.routes.exception(
                    TallyException.class,
                    (failure, context) -> context.status(400).result("\"" + failure.code() + "\""));
                new WriteKeysApi(new WriteKeyTable(database, Clock.systemUTC()), () -> {})
                    .accept(config);
              })
          .start("127.0.0.1", 0);

  @AfterEach
  void close() {
    javalin.stop();
    client.close();
    database.close();
  }

  private JsonNode send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + javalin.port() + "/api/v1/write-keys" + path))
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    return JsonMapper.builder().build().readTree(answer.body());
  }

  private String quota(String request) throws IOException, InterruptedException {
    JsonNode answer = send("PUT", "/" + ID + "/quota", request);
    JsonNode listed = send("GET", "", "").path("items").path(0);
    if (answer.isObject()) {
      assertThat(answer).isEqualTo(listed);
      return answer.path("quota").toString();
    }
    return answer.asString();
  }

  @Test
  void aQuotaIsGivenChangedAndTakenBack() throws Exception {
    JsonNode added =
        send(
            "POST",
            "",
            "{\"name\":\"web\",\"hash\":\"%s\",\"quota\":{\"bytesPerSecond\":9}}".formatted(HASH));
    assertThat(added.path("id").asString()).isEqualTo(ID);
    assertThat(added.path("quota").toString())
        .isEqualTo("{\"eventsPerSecond\":0,\"bytesPerSecond\":9,\"burstSeconds\":2}");
    assertThat(send("GET", "", "").path("total").asInt()).isEqualTo(1);

    assertThat(quota("{\"quota\":{\"eventsPerSecond\":5,\"burstSeconds\":60}}"))
        .isEqualTo("{\"eventsPerSecond\":5,\"bytesPerSecond\":0,\"burstSeconds\":60}");
    assertThat(quota("{\"quota\":{\"eventsPerSecond\":0}}"))
        .as("no limit is a quota, too, whatever the installation's")
        .isEqualTo("{\"eventsPerSecond\":0,\"bytesPerSecond\":0,\"burstSeconds\":2}");
    assertThat(quota("{\"quota\":{\"eventsPerSecond\":-5}}")).isEqualTo("REQUEST_INVALID");
    assertThat(quota("{\"quota\":{\"burstSeconds\":3601}}")).isEqualTo("REQUEST_INVALID");
    assertThat(quota("{\"quota\":{\"perSecond\":1}}")).isEqualTo("REQUEST_INVALID");
    assertThat(quota("{")).isEqualTo("REQUEST_INVALID");
    assertThat(send("PUT", "/nobody/quota", "{}").asString()).isEqualTo("NOT_FOUND");
    assertThat(send("GET", "", "").path("items").path(0).path("quota").path("burstSeconds").asInt())
        .as("as before what was refused")
        .isEqualTo(2);

    assertThat(quota("{}")).isIn("", "null");
    assertThat(send("DELETE", "/" + ID, "").path("revokedAt").asString()).isNotEmpty();
    assertThat(quota("{\"quota\":{\"eventsPerSecond\":5}}")).isEqualTo("NOT_FOUND");
  }
}
