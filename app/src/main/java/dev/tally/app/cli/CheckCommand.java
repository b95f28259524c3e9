package dev.tally.app.cli;

import dev.tally.app.service.Folders;
import dev.tally.edl.gate.CheckResult;
import dev.tally.edl.gate.Checks;
import dev.tally.edl.load.IncrementalLoader;
import dev.tally.edl.registry.Registry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tally check EDL_DIR}. */
@Command(
    name = "check",
    description = {
      "Loads EDL files and prints every problem as file:line:column; lints them, and compares them",
      "with what was before. Exit code 1 when there are problems or errors (warnings are none)."
    },
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "EDL_DIR", description = "Folder of .proto files.")
  private Path folder = Path.of("");

  @ArgGroup private Before before = new Before();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description = {
        "TEXT; JSON; GITHUB: annotations of a pull request; GITLAB: a Code Quality report."
      })
  private CheckFormat format = CheckFormat.TEXT;

  @Mixin private final CallerOptions caller = new CallerOptions();
  @Mixin private final SettingsOptions settings = new SettingsOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** What the folder is compared with. */
  static final class Before {
    @Option(
        names = "--against",
        paramLabel = "DIR",
        description = "Compare with the EDL of another folder.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--against-published", description = "Compare with what is published.")
    private boolean isPublished;
  }

  @Override
  public Integer call() {
    // The state before is loaded first; of the other only what differs is then compiled.
    IncrementalLoader loader = IncrementalLoader.bundled(Folders.downloads().resolve("protoc"));
    Checks checks = new Checks(loader, Clock.systemUTC());
    CheckResult result = check(checks);
    CheckPrinter printer =
        new CheckPrinter(folder, spec.commandLine().getOut(), spec.commandLine().getErr());
    printer.print(result, format);
    return result.fails() ? 1 : 0;
  }

  private CheckResult check(Checks checks) {
    if (before.isPublished) {
      return checks.check(published(), folder);
    }
    return before
        .folder
        .map(other -> checks.check(other, folder))
        .orElseGet(() -> checks.check(folder));
  }

  private Map<String, String> published() {
    return MetadataOrTally.of(settings.load(), caller)
        .ask(
            metadata -> new Registry(metadata, Clock.systemUTC()).tree().texts(),
            tally -> tally.tree().texts());
  }
}
