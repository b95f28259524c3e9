package dev.tally.app.cli;

import dev.tally.aggregator.impact.Impact;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally impact EDL_DIR} and {@code tally impact --proposal ID}. */
@Command(
    name = "impact",
    description = {
      "Says from live data what a change would do: of a folder of EDL and edl.yaml files, compared",
      "with what is published, or of a proposal. Nothing is written. Exit code 0 whatever it says."
    },
    mixinStandardHelpOptions = true)
public final class ImpactCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "EDL_DIR",
      description = "Folder of .proto files.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--proposal",
      paramLabel = "ID",
      description = "Of the last round of a proposal, instead of a folder.")
  private Optional<Integer> proposal = Optional.empty();

  @Option(
      names = "--keep-missing",
      description = "Published files that the folder lacks stay; otherwise they are deleted.")
  private boolean keepMissing;

  @Option(names = "--json", description = "As the HTTP API answers.")
  private boolean json;

  @Mixin private final CallerOptions caller = new CallerOptions();
  @Mixin private final SettingsOptions settings = new SettingsOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (folder.isPresent() == proposal.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "say what to look at: a folder of EDL files, or --proposal ID");
    }
    RunningTally tally = caller.tally(settings.load());
    JsonNode answer = proposal.map(tally::impact).orElseGet(() -> ofFolder(tally));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer);
    } else {
      ImpactText.of(JSON.treeToValue(answer, Impact.class)).forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private JsonNode ofFolder(RunningTally tally) {
    FolderChanges changes = FolderChanges.of(tally, folder.orElseThrow(), keepMissing);
    return changes.sources().isEmpty()
        ? JSON.valueToTree(new Impact(Clock.systemUTC().instant(), 0, 0, List.of()))
        : tally.impact(changes.request());
  }
}
