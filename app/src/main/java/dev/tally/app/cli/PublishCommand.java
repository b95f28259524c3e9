package dev.tally.app.cli;

import dev.tally.app.service.MetadataConnection;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.registry.Published;
import dev.tally.edl.registry.Registry;
import dev.tally.metadata.MetadataDatabase;
import java.io.PrintWriter;
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
    description = "Publishes a folder of EDL files; what is published already stays as it is.",
    mixinStandardHelpOptions = true)
public final class PublishCommand implements Callable<Integer> {
  @Mixin private final EdlFolder edl = new EdlFolder();
  @Mixin private final SettingsOptions settings = new SettingsOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Optional<List<EdlFile>> files = edl.load(spec.commandLine().getErr());
    if (files.isEmpty()) {
      return 1;
    }
    try (MetadataDatabase metadata = MetadataConnection.open(settings.load())) {
      print(new Registry(metadata, Clock.systemUTC()).publish(files.get()));
    }
    return 0;
  }

  private void print(List<Published> published) {
    PrintWriter out = spec.commandLine().getOut();
    for (Published one : published) {
      out.printf(
          "%s  revision %d%s%n",
          one.revision().eventType().name(),
          one.revision().id(),
          one.isNew() ? "" : " (published already)");
    }
    out.flush();
  }
}
