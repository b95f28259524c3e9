package dev.tally.app.cli;

import dev.tally.app.service.Folders;
import dev.tally.collector.JournalTools;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The journal that a command works on. */
final class JournalFolder {
  @Option(
      names = "--journal",
      paramLabel = "DIR",
      description = "The journal's folder; default: that of the installation.")
  private @Nullable Path folder;

  @Mixin private final SettingsOptions settings = new SettingsOptions();

  JournalTools open() {
    return JournalTools.open(
        folder == null ? Folders.journal(settings.load().data()) : folder.toAbsolutePath());
  }
}
