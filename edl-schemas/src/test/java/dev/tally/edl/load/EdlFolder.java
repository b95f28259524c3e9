package dev.tally.edl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of EDL for a test, and the loader for it. */
final class EdlFolder {
  /** What an EDL file of proto3 usually starts with; seven lines. */
  static final String HEAD =
      """
      syntax = "proto3";

      package shop;

      import "tally/edl.proto";
      import "google/protobuf/timestamp.proto";

      """;

  /** Of the first line of a body that problems are asserted of. */
  private static final int FIRST_LINE = 10;

  private static final EdlLoader LOADER = EdlLoader.bundled(Path.of("target", "protoc-cache"));

  private final Path folder;

  EdlFolder(Path folder) {
    this.folder = folder;
  }

  EdlFolder write(String path, String text) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  EdlLoader.Result load() {
    return LOADER.load(folder);
  }

  List<EdlFile> files() {
    EdlLoader.Result result = load();
    assertThat(result).isInstanceOf(EdlLoader.Result.Loaded.class);
    return ((EdlLoader.Result.Loaded) result).files();
  }

  /** The one event type of the one file {@code a.proto}. */
  EventType eventType(String text) {
    List<EdlFile> files = write("a.proto", text).files();
    assertThat(files).hasSize(1);
    assertThat(files.getFirst().eventTypes()).hasSize(1);
    return files.getFirst().eventTypes().getFirst();
  }

  /** {@code path:line:column: message}, each. */
  List<String> problems() {
    EdlLoader.Result result = load();
    assertThat(result).isInstanceOf(EdlLoader.Result.Refused.class);
    return ((EdlLoader.Result.Refused) result)
        .problems().stream().map(EdlProblem::toString).toList();
  }

  /** Of the one file {@code a.proto}. */
  List<String> problems(String text) {
    return write("a.proto", text).problems();
  }

  /** Asserts the problems of an event type shop.A with these lines, counted from 1. */
  void assertProblems(String body, String... expected) {
    String text = HEAD + "message A {\n  option (tally.event) = { owner: \"x\" };\n" + body + "}\n";
    assertThat(problems(text)).map(EdlFolder::relative).containsExactlyInAnyOrder(expected);
  }

  /** {@code a.proto:12:3: x} is {@code 3:3: x}. */
  static String relative(String problem) {
    String[] parts = problem.split(":", 3);
    return Integer.parseInt(parts[1]) - FIRST_LINE + 1 + ":" + parts[2];
  }
}
