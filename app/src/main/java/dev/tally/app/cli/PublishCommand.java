package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.registry.PublishOrder;
import dev.tally.edl.registry.Registry;
import dev.tally.metadata.MetadataDatabase;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tally publish EDL_DIR}. */
@Command(
    name = "publish",
    description =
        "Publishes a folder of EDL and edl.yaml files; what is published already stays as it is.",
    mixinStandardHelpOptions = true)
public final class PublishCommand implements Callable<Integer> {
  @Mixin private final EdlFolder edl = new EdlFolder();
  @Mixin private final CallerOptions caller = new CallerOptions();
  @Mixin private final SettingsOptions settings = new SettingsOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Optional<List<EdlFile>> files = edl.load(spec.commandLine().getErr());
    if (files.isEmpty()) {
      return 1;
    }
    publish(settings.load(), edl.withPolicies(files.get()))
        .forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private List<String> publish(Settings settings, List<EdlFile> files) {
    return MetadataOrTally.of(settings, caller, Optional.of(PublishOrder.OPERATOR))
        .ask(metadata -> publish(metadata, files), tally -> tally.publish(files));
  }

  private static List<String> publish(MetadataDatabase metadata, List<EdlFile> files) {
    return new Registry(metadata, Clock.systemUTC())
        .publish(files).stream().map(PublishedText::of).toList();
  }
}
