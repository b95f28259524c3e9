package dev.tally.app.cli;

import dev.tally.app.service.Folders;
import dev.tally.edl.gate.FolderTree;
import dev.tally.edl.gate.PolicyFiles;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.model.EdlFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Parameters;

/** The folder of EDL files that a command works on. */
final class EdlFolder {
  @Parameters(index = "0", paramLabel = "EDL_DIR", description = "Folder of .proto files.")
  private Path folder = Path.of("");

  /**
   * The loaded files; empty after every problem was printed as {@code file:line:column: message}.
   */
  Optional<List<EdlFile>> load(PrintWriter err) {
    return load(folder, err);
  }

  /** With the folder's policies. */
  List<EdlFile> withPolicies(List<EdlFile> files) {
    List<EdlFile> policies = PolicyFiles.of(FolderTree.read(folder).texts(), Clock.systemUTC());
    return Stream.concat(files.stream(), policies.stream()).toList();
  }

  static Optional<List<EdlFile>> load(Path folder, PrintWriter err) {
    return switch (EdlLoader.bundled(Folders.downloads().resolve("protoc")).load(folder)) {
      case EdlLoader.Result.Loaded loaded -> Optional.of(loaded.files());
      case EdlLoader.Result.Refused(List<EdlProblem> problems) -> {
        problems.forEach(err::println);
        err.printf("%d problem%s%n", problems.size(), problems.size() == 1 ? "" : "s");
        err.flush();
        yield Optional.empty();
      }
    };
  }
}
