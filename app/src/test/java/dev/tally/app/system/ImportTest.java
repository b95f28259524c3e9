package dev.tally.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** GitHub's events through {@code tally import}, and back by {@code tally export}. */
final class ImportTest {
  @TempDir private Path folder;

  @Test
  void countsAreTheFilesOwnAndASecondImportAddsNothing() throws IOException {
    List<Path> sources = Gharchive.sources();
    Map<String, Long> expected = Gharchive.counts(sources);
    long events = expected.values().stream().mapToLong(Long::longValue).sum();
    try (TestInstallation tally = new TestInstallation(folder)) {
      tally.publish("github", Files.readString(Gharchive.resource("github.proto")));

      assertThat(importAll(tally, sources, 3)).doesNotContain("already", "rows in");
      tally.assertStored("github.", events);
      assertThat(Gharchive.stored(tally, "github")).isEqualTo(expected);

      assertThat(importAll(tally, sources, 1).lines())
          .hasSameSizeAs(sources)
          .allMatch(line -> line.endsWith("(imported already)"));
      tally.forgetImports();
      assertThat(importAll(tally, sources, 1)).doesNotContain("already");
      tally.assertStored("github.", events);
      assertThat(Gharchive.stored(tally, "github")).isEqualTo(expected);

      exportAndCompare(tally, expected);
    }
  }

  private void exportAndCompare(TestInstallation tally, Map<String, Long> expected)
      throws IOException {
    Path watches = folder.resolve("watches.ndjson");
    tally.run("export", "github.WatchEvent", "--out", watches.toString());
    Path parquet = folder.resolve("watches.parquet");
    tally.run("export", "github.WatchEvent", "--out", parquet.toString());
    Map<String, Long> exported = new TreeMap<>();
    for (String line : Files.readAllLines(watches)) {
      JsonNode row = JsonMapper.shared().readTree(line);
      String minute = row.path("time").asString().substring(0, 16);
      exported.merge(
          "WatchEvent %s %s".formatted(row.path("repo.name").asString(), minute), 1L, Long::sum);
    }
    Map<String, Long> watched = new TreeMap<>(expected);
    watched.keySet().removeIf(key -> !key.startsWith("WatchEvent "));
    assertThat(exported).isEqualTo(watched).isNotEmpty();
    assertThat(new String(Files.readAllBytes(parquet), 0, 4, StandardCharsets.US_ASCII))
        .isEqualTo("PAR1");
  }

  private String importAll(TestInstallation tally, List<Path> sources, int parallel) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--parallel",
                Integer.toString(parallel),
                "--mapping",
                Gharchive.resource("mapping.yaml").toString(),
                "--errors",
                folder.resolve("errors.ndjson").toString()));
    sources.forEach(source -> arguments.add(source.toString()));
    return tally.run("import", arguments.toArray(String[]::new));
  }
}
