package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.app.Tally;
import dev.tally.app.torture.TallyProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * GitHub's events through {@code tally import}: all that {@code TALLY_SHARED_DATA} has of them, or
 * the slice that is committed.
 */
final class ImportTest {
  private static final Duration STORED_TIME_MAX = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;

  @Test
  void countsAreTheFilesOwnAndASecondImportAddsNothing() throws IOException, URISyntaxException {
    List<Path> sources = sources();
    Map<String, Long> expected = new TreeMap<>();
    for (Path source : sources) {
      count(source, expected);
    }
    long events = expected.values().stream().mapToLong(Long::longValue).sum();
    try (TallyProcess up = new TallyProcess(folder.resolve("data"), "up")) {
      up.start();
      up.awaitReady();
      Path edl = Files.createDirectory(folder.resolve("edl"));
      Files.copy(resource("github.proto"), edl.resolve("github.proto"));
      run(up.command("publish", edl.toString()));

      String first = importAll(up, sources);
      assertThat(first).doesNotContain("already", "rows in");
      await().atMost(STORED_TIME_MAX).until(() -> stored(up) >= events);
      assertThat(counts(up)).isEqualTo(expected);

      assertThat(importAll(up, sources)).contains("imported already");
      forgetCheckpoints();
      assertThat(importAll(up, sources)).doesNotContain("already");
      assertThat(counts(up)).isEqualTo(expected);

      exportAndCompare(up);
    }
  }

  private void exportAndCompare(TallyProcess up) throws IOException {
    Path watches = folder.resolve("watches.ndjson");
    run(up.command("export", "github.WatchEvent", "--out", watches.toString()));
    Path parquet = folder.resolve("watches.parquet");
    run(up.command("export", "github.WatchEvent", "--out", parquet.toString()));
    long rows = sql(up, "SELECT count() AS n FROM events.github_WatchEvent").path("n").asLong();
    assertThat(Files.readAllLines(watches)).hasSize((int) rows);
    assertThat(new String(Files.readAllBytes(parquet), 0, 4, StandardCharsets.US_ASCII))
        .isEqualTo("PAR1");
  }

  private static List<Path> sources() throws IOException, URISyntaxException {
    Optional<Path> shared =
        Optional.ofNullable(System.getenv("TALLY_SHARED_DATA"))
            .map(data -> Path.of(data).resolve("gharchive"))
            .filter(Files::isDirectory);
    if (shared.isEmpty()) {
      return List.of(resource("slice.json.gz"));
    }
    try (Stream<Path> files = Files.list(shared.get())) {
      return files.filter(file -> file.toString().endsWith(".json.gz")).sorted().toList();
    }
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(ImportTest.class.getResource("/gharchive/" + name).toURI());
  }

  /** "github.PushEvent rspt/rspt-theme 2015-01-01 15:00", straight from the file. */
  private static void count(Path source, Map<String, Long> counts) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(source)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = JSON.readTree(line);
        String minute = row.path("created_at").asString().substring(0, 16).replace('T', ' ');
        counts.merge(
            "github.%s %s %s"
                .formatted(
                    row.path("type").asString(), row.path("repo").path("name").asString(), minute),
            1L,
            Long::sum);
      }
    }
  }

  private static Map<String, Long> counts(TallyProcess up) {
    Map<String, Long> counts = new TreeMap<>();
    String select =
        """
        SELECT concat(event, ' ', str_values[indexOf(str_names, 'repo.name')], ' ',
            formatDateTime(time, '%Y-%m-%d %H:%i', 'UTC')) AS key, count() AS n
        FROM tally.events GROUP BY key\
        """;
    run(up.command("sql", select, "--json"))
        .lines()
        .map(JSON::readTree)
        .forEach(row -> counts.put(row.path("key").asString(), row.path("n").asLong()));
    return counts;
  }

  private static long stored(TallyProcess up) {
    return sql(up, "SELECT count() AS n FROM tally.events").path("n").asLong();
  }

  private static JsonNode sql(TallyProcess up, String select) {
    return JSON.readTree(run(up.command("sql", select, "--json")));
  }

  private String importAll(TallyProcess up, List<Path> sources) throws URISyntaxException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--mapping",
                resource("mapping.yaml").toString(),
                "--errors",
                folder.resolve("errors.ndjson").toString()));
    sources.forEach(source -> arguments.add(source.toString()));
    return run(up.command("import", arguments.toArray(String[]::new)));
  }

  /** As on another machine: only the collector knows then. */
  private void forgetCheckpoints() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data").resolve("imports"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static String run(String[] arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine tally = Tally.commandLine();
    tally.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    assertThat(tally.execute(arguments)).as(err.toString() + out).isZero();
    return out.toString();
  }
}
