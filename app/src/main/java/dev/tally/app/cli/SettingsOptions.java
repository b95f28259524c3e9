package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.app.config.SettingsLoader;
import dev.tally.app.service.Folders;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that needs an installation. */
final class SettingsOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings file; default: tally.yaml in the working folder, if there.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, as in --set http.port=9000; stronger than file and environment.")
  private Map<String, String> set = new HashMap<>();

  @Option(names = "--data", paramLabel = "DIR", description = "Folder of all that Tally writes.")
  private @Nullable Path data;

  private final Path folder;

  /** The installation of this checkout. */
  SettingsOptions() {
    this(Path.of("data"));
  }

  /**
   * An installation of its own.
   *
   * @param folder of its data, unless told otherwise; below the checkout's state folder
   */
  SettingsOptions(Path folder) {
    this.folder = folder;
  }

  Settings load() {
    Map<String, String> flags = new HashMap<>(set);
    if (data != null) {
      flags.put("data", data.toString());
    }
    return SettingsLoader.load(
        Optional.ofNullable(file),
        System.getenv(),
        flags,
        Path.of("").toAbsolutePath(),
        Folders.state().resolve(folder));
  }
}
