package dev.tally.edl.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.Place;
import dev.tally.edl.load.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A change that shows what a rule is: two files in a folder.
 *
 * @param isFailing whether the change breaks the rule; one that does not gives no verdict at all
 */
record Example(String rule, boolean isFailing, Path folder) {
  static final Path FOLDER = Path.of("src", "test", "resources", "compat");

  private static final EdlLoader LOADER = EdlLoader.bundled(Path.of("target", "protoc-cache"));

  static Example failing(CheckRule rule) {
    return new Example(rule.id(), true, FOLDER.resolve(rule.id()).resolve("fails"));
  }

  static Example passing(CheckRule rule) {
    return new Example(rule.id(), false, FOLDER.resolve(rule.id()).resolve("passes"));
  }

  /** {@code before} or {@code after}. */
  String text(String side) {
    return read(folder.resolve(side + ".proto"));
  }

  List<Verdict> verdicts() {
    return Compatibility.compare(schema("before"), schema("after"));
  }

  Schema schema(String side) {
    return load(Map.of(side + ".proto", text(side)));
  }

  /** As the verdicts are written by {@link #line}. */
  List<String> expected() {
    return read(folder.resolve("expected.txt")).lines().toList();
  }

  void writeExpected() {
    try {
      Files.writeString(
          folder.resolve("expected.txt"),
          String.join("\n", verdicts().stream().map(Example::line).toList()) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String line(Verdict verdict) {
    return "%s: %s %s %s: %s; %s (%s)"
        .formatted(
            verdict.place(),
            verdict.severity(),
            verdict.rule().id(),
            verdict.subject(),
            verdict.message(),
            verdict.instead(),
            verdict.before().map(Place::toString).orElse(""));
  }

  static Schema load(Map<String, String> texts) {
    EdlLoader.Result result = LOADER.load(texts);
    assertThat(result).isInstanceOf(EdlLoader.Result.Loaded.class);
    return ((EdlLoader.Result.Loaded) result).schema();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("an example of a rule is missing", e);
    }
  }

  @Override
  public String toString() {
    return rule + (isFailing ? " fails" : " passes");
  }
}
