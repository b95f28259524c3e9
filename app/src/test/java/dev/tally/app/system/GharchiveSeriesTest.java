package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.app.service.Folders;
import dev.tally.app.truth.Differences;
import dev.tally.app.truth.Expected;
import dev.tally.app.truth.PlainEvent;
import dev.tally.app.truth.PlainSeries;
import dev.tally.app.truth.Point;
import dev.tally.app.truth.StoredSeries;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.model.EventType;
import dev.tally.storage.ClickHouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** GitHub's events, imported: every point of every metric is what the files' own rows make it. */
final class GharchiveSeriesTest {
  private static final Duration ROLLED_UP_TIME_MAX = Duration.ofMinutes(3);

  private static final String EVENT = "option (tally.event) = {owner: \"archive\"};";
  private static final String METRICS =
      """
      option (tally.event) = {owner: "archive", raw_retention: "3660d"};
        option (tally.metric) = {
          name: "events", count: {}, by: "org", resolution: ["1m", "1h", "1d"], windows: "2d"
        };
        option (tally.metric) = {
          name: "actors", uniq: {field: "actor.login"}, by: "org", resolution: ["1m", "1h"]
        };
        option (tally.metric) = {
          name: "busiest_orgs", top_k: {field: "org", k: 5}, resolution: "1h"
        };
        option (tally.metric) = {name: "first_repo", first: {field: "repo.id"}, resolution: "1m"};
        option (tally.metric) = {name: "per_second", rate: {of: "events"}};
      """;
  private static final String PUSH = "message PushEvent {\n  ";
  private static final String PUSH_METRICS =
      """
      option (tally.metric) = {
          name: "commits_pushed", sum: {field: "size"}, by: "org", resolution: ["1m", "1h"]
        };
        option (tally.metric) = {
          name: "sizes", quantiles: {field: "size", levels: [0.5, 0.9]}, resolution: ["1m", "1h"]
        };
        option (tally.metric) = {
          name: "spread", stddev: {field: "size"}, by: "org", resolution: ["1m", "1h"]
        };
        option (tally.metric) = {
          name: "sizes_to", histogram: {field: "size", bounds: [0, 1, 5]}, resolution: "1h"
        };
        option (tally.metric) = {name: "mean_size", ratio: {of: "commits_pushed", to: "events"}};
      """;

  @TempDir private Path folder;

  @Test
  void everyPointIsWhatTheFilesSay() throws IOException {
    List<Path> sources = Gharchive.sources();
    Map<String, List<PlainEvent>> events = events(sources);
    assertThat(events).hasSize(Gharchive.EVENT_TYPES);
    try (TestInstallation tally = new TestInstallation(folder)) {
      tally.publish("github", edl());
      importAll(tally, sources);
      tally.assertStored("github.", events.values().stream().mapToLong(List::size).sum());
      List<EventType> types = types(tally.folder().resolve("edl-github"));
      assertThat(types).hasSize(Gharchive.EVENT_TYPES);
      try (ClickHouse clickHouse = tally.connect()) {
        long points = 0;
        for (EventType type : types) {
          points += awaitSeries(clickHouse, type, events.getOrDefault(type.name(), List.of()));
        }
        System.out.printf("GharchiveSeriesTest: %,d points of %d types%n", points, types.size());
        assertThat(points).isGreaterThan(1_000);
      }
    }
  }

  private static long awaitSeries(ClickHouse clickHouse, EventType type, List<PlainEvent> events) {
    Map<Point, Expected> expected = PlainSeries.of(type, events);
    return await(type.name())
        .atMost(ROLLED_UP_TIME_MAX)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                Differences.between(
                    expected, StoredSeries.of(clickHouse, type.name()), point -> true),
            differences -> differences.wrong() == 0)
        .points();
  }

  private static String edl() throws IOException {
    return Files.readString(Gharchive.resource("github.proto"))
        .replace(PUSH, PUSH + PUSH_METRICS + "  ")
        .replace(EVENT, METRICS)
        .replace("string org = 4;", "string org = 4 [(tally.field) = {dimension: LARGE}];");
  }

  private static List<EventType> types(Path edl) {
    EdlLoader loader = EdlLoader.bundled(Folders.downloads().resolve("protoc"));
    return switch (loader.load(edl)) {
      case EdlLoader.Result.Loaded loaded ->
          loaded.files().stream().flatMap(file -> file.eventTypes().stream()).toList();
      case EdlLoader.Result.Refused refused -> throw new AssertionError(refused.problems());
    };
  }

  private static Map<String, List<PlainEvent>> events(List<Path> sources) throws IOException {
    Map<String, List<PlainEvent>> events = new TreeMap<>();
    for (Path source : sources) {
      Gharchive.forEachRow(
          source,
          row ->
              events
                  .computeIfAbsent("github." + row.path("type").asString(), t -> new ArrayList<>())
                  .add(event(row)));
    }
    return events;
  }

  private static PlainEvent event(JsonNode row) {
    Map<String, Object> values = new HashMap<>();
    values.put("actor.login", row.path("actor").path("login").asString());
    values.put("repo.id", (double) row.path("repo").path("id").asLong());
    if (row.path("org").has("login")) {
      values.put("org", row.path("org").path("login").asString());
    }
    if (row.path("type").asString().equals("PushEvent")) {
      values.put("size", (double) row.path("payload").path("size").asLong());
    }
    return new PlainEvent(Instant.parse(row.path("created_at").asString()).toEpochMilli(), values);
  }

  private void importAll(TestInstallation tally, List<Path> sources) {
    List<String> arguments =
        new ArrayList<>(List.of("--mapping", Gharchive.resource("mapping.yaml").toString()));
    sources.forEach(source -> arguments.add(source.toString()));
    tally.run("import", arguments.toArray(String[]::new));
  }
}
