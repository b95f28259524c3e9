package dev.tally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.http.ContentTooLargeResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Codes and statuses belong together, whoever refuses. */
class ProblemsTest {
  @Test
  void whatIsTooLargeHasOneCodeAndOneStatus() {
    try (TestServer server =
        new TestServer(
            List.of(
                new Problems(),
                config -> {
                  config.routes.get(
                      "/ours",
                      _ -> {
                        throw new TallyException(ErrorCode.REQUEST_TOO_LARGE, "9 of at most 8");
                      });
                  config.routes.get(
                      "/servers",
                      _ -> {
                        throw new ContentTooLargeResponse();
                      });
                }))) {
      for (String path : List.of("/ours", "/servers")) {
        assertThat(server.get(path).statusCode()).as(path).isEqualTo(413);
        JsonNode problem = server.json(path);
        assertThat(problem.get("code").asString()).as(path).isEqualTo("REQUEST_TOO_LARGE");
        assertThat(problem.get("status").asInt()).as(path).isEqualTo(413);
      }
    }
  }
}
