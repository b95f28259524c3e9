package dev.tally.app.cli;

import dev.tally.codegen.Generate;
import dev.tally.codegen.Language;
import dev.tally.edl.model.EdlFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tally generate EDL_DIR}. */
@Command(
    name = "generate",
    description = "Writes typed senders for the event types of a folder of EDL files.",
    mixinStandardHelpOptions = true)
public final class GenerateCommand implements Callable<Integer> {
  @Mixin private final EdlFolder edl = new EdlFolder();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description =
          "Source folder to write to; only files that Tally wrote are replaced or removed.")
  private Path out = Path.of("");

  @Option(
      names = "--lang",
      paramLabel = "LANGUAGE",
      defaultValue = "java",
      description = "Language to write: ${COMPLETION-CANDIDATES}.")
  private Language language = Language.JAVA;

  @Option(names = "--check", description = "Writes nothing; exit code 1 when a file would change.")
  private boolean check;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Optional<List<EdlFile>> files = edl.load(spec.commandLine().getErr());
    return files.isPresent() ? generate(files.get()) : 1;
  }

  private int generate(List<EdlFile> files) {
    Generate generate = new Generate(language, out);
    List<Generate.Difference> changes =
        check ? generate.check(files) : generate.write(files).changes();
    var console = spec.commandLine().getOut();
    changes.forEach(change -> console.printf("%-8s %s%n", change.kind(), change.path()));
    console.println(
        changes.isEmpty() ? "up to date" : changes.size() + (check ? " would change" : " changed"));
    console.flush();
    return check && !changes.isEmpty() ? 1 : 0;
  }
}
