package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * GitHub's events: all that {@code TALLY_SHARED_DATA}, or {@code ../shared/data} beside the
 * checkout, has of them, or the slice that is committed.
 */
final class Gharchive {
  /** Of the archive, and of the slice. */
  static final int EVENT_TYPES = 14;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Gharchive() {}

  static List<Path> sources() throws IOException {
    Path shared = shared();
    if (!Files.isDirectory(shared)) {
      System.out.println("no " + shared + ": only the committed slice of gharchive is tested");
      return List.of(resource("slice.json.gz"));
    }
    try (Stream<Path> files = Files.list(shared)) {
      return files.filter(file -> file.toString().endsWith(".json.gz")).sorted().toList();
    }
  }

  private static Path shared() {
    @Nullable String configured = System.getenv("TALLY_SHARED_DATA");
    Path data =
        configured == null
            ? TestFolders.root().resolveSibling("shared").resolve("data")
            : Path.of(configured);
    return data.resolve("gharchive");
  }

  static Path resource(String name) {
    try {
      return Path.of(Gharchive.class.getResource("/gharchive/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static void forEachRow(Path source, Consumer<JsonNode> row) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(source)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        row.accept(JSON.readTree(line));
      }
    }
  }

  /** "PushEvent rspt/rspt-theme 2015-01-01 15:00", straight from the files; of all event types. */
  static Map<String, Long> counts(List<Path> sources) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    for (Path source : sources) {
      forEachRow(source, row -> counts.merge(key(row), 1L, Long::sum));
    }
    assertThat(counts.keySet().stream().map(key -> key.split(" ", -1)[0]).distinct())
        .hasSize(EVENT_TYPES);
    return counts;
  }

  private static String key(JsonNode row) {
    String minute = row.path("created_at").asString().substring(0, 16).replace('T', ' ');
    return "%s %s %s"
        .formatted(row.path("type").asString(), row.path("repo").path("name").asString(), minute);
  }

  /** The same from what is stored of the event types of a package. */
  static Map<String, Long> stored(TestInstallation tally, String edlPackage) {
    Map<String, Long> counts = new TreeMap<>();
    tally
        .sql(
            """
            SELECT concat(splitByChar('.', toString(event))[2], ' ',
                str_values[indexOf(str_names, 'repo.name')], ' ',
                formatDateTime(time, '%%Y-%%m-%%d %%H:%%i', 'UTC')) AS key, count() AS n
            FROM tally.events WHERE startsWith(event, '%s.') GROUP BY key\
            """
                .formatted(edlPackage))
        .forEach(row -> counts.put(row.path("key").asString(), row.path("n").asLong()));
    return counts;
  }
}
