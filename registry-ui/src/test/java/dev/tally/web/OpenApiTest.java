package dev.tally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.web.PipelineStatus.Counts;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  /** Parts of the document that this module answers; `app` checks all of them. */
  private static final List<String> OURS =
      List.of(
          "GET /api/v1/event-types",
          "GET /api/v1/event-types/{name}",
          "GET /api/v1/event-types/{name}/attributes",
          "GET /api/v1/event-types/{name}/producers",
          "GET /api/v1/search",
          "GET /api/v1/status");

  @Test
  void theDocumentDescribesWhatIsRouted() {
    Endpoint endpoint =
        new Endpoint(URI.create("http://127.0.0.1:1"), "tally", "", "tally", "events");
    try (ClickHouse clickHouse = ClickHouse.connect(endpoint)) {
      RegistryApi api =
          new RegistryApi(
              Catalog.of(List.of()), clickHouse, () -> new Counts(0, 0, 0, 0), Clock.systemUTC());
      try (TestServer server = new TestServer(List.of(api))) {
        assertThat(server.routes())
            .filteredOn(route -> route.contains(" /api/"))
            .containsExactlyInAnyOrderElementsOf(OURS);
      }
    }
    assertThat(OpenApi.operations()).containsAll(OURS);
  }

  @Test
  void everyOperationIsFound() {
    assertThat(OpenApi.operations())
        .containsExactly(
            "DELETE /api/v1/event-types/{name}/deprecation",
            "DELETE /api/v1/teams/{team}/members/{name}",
            "DELETE /api/v1/tokens/{id}",
            "DELETE /api/v1/write-keys/{id}",
            "GET /api/v1/alerts",
            "GET /api/v1/alerts/{id}",
            "GET /api/v1/audit",
            "GET /api/v1/audit-log",
            "GET /api/v1/backfills",
            "GET /api/v1/backfills/{id}",
            "GET /api/v1/bands",
            "GET /api/v1/candles/{metric}",
            "GET /api/v1/candles/{metric}/movers",
            "GET /api/v1/completeness",
            "GET /api/v1/dimensions",
            "GET /api/v1/docs/{page}",
            "GET /api/v1/entities/{type}",
            "GET /api/v1/event-types",
            "GET /api/v1/event-types/{name}",
            "GET /api/v1/event-types/{name}/attributes",
            "GET /api/v1/event-types/{name}/producers",
            "GET /api/v1/metrics",
            "GET /api/v1/metrics/cardinality",
            "GET /api/v1/metrics/plan",
            "GET /api/v1/people",
            "GET /api/v1/people/{name}/tokens",
            "GET /api/v1/proposals",
            "GET /api/v1/proposals/{id}",
            "GET /api/v1/proposals/{id}/audit",
            "GET /api/v1/proposals/{id}/comments",
            "GET /api/v1/proposals/{id}/impact",
            "GET /api/v1/proposals/{id}/rounds/{round}",
            "GET /api/v1/proposals/{id}/rounds/{round}/changes",
            "GET /api/v1/rejects",
            "GET /api/v1/rejects/summary",
            "GET /api/v1/rejects/{id}",
            "GET /api/v1/revisions",
            "GET /api/v1/search",
            "GET /api/v1/series",
            "GET /api/v1/session",
            "GET /api/v1/sites",
            "GET /api/v1/sizes",
            "GET /api/v1/status",
            "GET /api/v1/teams",
            "GET /api/v1/tree",
            "GET /api/v1/write-keys",
            "GET /events/get_data",
            "GET /functions",
            "GET /functions/{name}",
            "GET /metrics/expand",
            "GET /metrics/find",
            "GET /metrics/index.json",
            "GET /render",
            "GET /tags",
            "GET /tags/autoComplete/tags",
            "GET /tags/autoComplete/values",
            "GET /tags/findSeries",
            "GET /tags/{tag}",
            "GET /version",
            "POST /api/v1/backfills",
            "POST /api/v1/backfills/{id}/cancel",
            "POST /api/v1/impact",
            "POST /api/v1/metrics/evict",
            "POST /api/v1/people/{name}/tokens",
            "POST /api/v1/proposals",
            "POST /api/v1/proposals/{id}/comments",
            "POST /api/v1/proposals/{id}/comments/{thread}/reopen",
            "POST /api/v1/proposals/{id}/comments/{thread}/resolve",
            "POST /api/v1/proposals/{id}/merge",
            "POST /api/v1/proposals/{id}/reviews",
            "POST /api/v1/proposals/{id}/rounds",
            "POST /api/v1/proposals/{id}/withdraw",
            "POST /api/v1/rejects/replay",
            "POST /api/v1/revisions",
            "POST /api/v1/revisions/{revision}/promote",
            "POST /api/v1/states/verify",
            "POST /api/v1/write-keys",
            "POST /events",
            "POST /events/get_data",
            "POST /metrics/expand",
            "POST /metrics/find",
            "POST /render",
            "POST /tags/autoComplete/tags",
            "POST /tags/autoComplete/values",
            "POST /tags/findSeries",
            "POST /v1/events",
            "PUT /api/v1/event-types/{name}/deprecation",
            "PUT /api/v1/people/{name}",
            "PUT /api/v1/people/{name}/mail",
            "PUT /api/v1/teams/{team}",
            "PUT /api/v1/teams/{team}/members/{name}",
            "PUT /api/v1/write-keys/{id}/quota");
  }
}
