package dev.tally.app.cli;

import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tally check EDL_DIR}. */
@Command(
    name = "check",
    description = "Loads EDL files and prints every problem as file:line:column.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  @Mixin private final EdlFolder edl = new EdlFolder();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Optional<List<EdlFile>> files = edl.load(spec.commandLine().getErr());
    files.ifPresent(this::print);
    return files.isPresent() ? 0 : 1;
  }

  private void print(List<EdlFile> files) {
    for (EdlFile file : files) {
      for (EventType eventType : file.eventTypes()) {
        spec.commandLine()
            .getOut()
            .printf(
                "%s  %d attributes, %d metrics, %d alerts  (%s)%n",
                eventType.name(),
                eventType.attributes().size(),
                eventType.metrics().size(),
                eventType.alerts().size(),
                file.path());
      }
    }
    spec.commandLine().getOut().flush();
  }
}
