package dev.tally.edl.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.Schema;
import dev.tally.edl.policy.Policies;
import dev.tally.edl.policy.PolicyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The examples of rules, in {@code src/test/resources}; docs/lint.md shows them. */
final class Examples {
  static final Path LINT = Path.of("src", "test", "resources", "lint");
  static final Path REFUSED = Path.of("src", "test", "resources", "refused");

  /** The day of the examples. */
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-07-01T23:59:59Z"), ZoneOffset.UTC);

  private static final EdlLoader LOADER = EdlLoader.bundled(Path.of("target", "protoc-cache"));

  private Examples() {}

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> names(Path folder) {
    try (Stream<Path> names = Files.list(folder)) {
      return names.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static EdlLoader.Result result(Map<String, String> texts) {
    return LOADER.load(texts);
  }

  static Schema schema(String path, String text) {
    return schema(Map.of(path, text));
  }

  static Schema schema(Map<String, String> texts) {
    EdlLoader.Result result = result(texts);
    assertThat(result).isInstanceOf(EdlLoader.Result.Loaded.class);
    return ((EdlLoader.Result.Loaded) result).schema();
  }

  static Policies policies(Map<String, String> texts) {
    PolicyReader.Result result = new PolicyReader(LintRules.all(), CLOCK).read(texts);
    assertThat(result).isInstanceOf(PolicyReader.Result.Read.class);
    return ((PolicyReader.Result.Read) result).policies();
  }

  /** Under which a rule is judged, be it off by default. */
  static Policies on(CheckRule rule) {
    return LintRules.isOnByDefault(rule)
        ? Policies.NONE
        : policies(Map.of("edl.yaml", "lint: {%s: warning}".formatted(rule.id())));
  }

  /** {@code 7:3 what is wrong | what to do}. */
  static String line(Verdict verdict) {
    return "%d:%d %s | %s"
        .formatted(
            verdict.place().line(), verdict.place().column(), verdict.message(), verdict.instead());
  }
}
