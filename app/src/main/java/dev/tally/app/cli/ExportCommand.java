package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.app.service.EnginePlace;
import dev.tally.app.transfer.Transfer;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tally export EVENT_TYPE | QUERY}. */
@Command(
    name = "export",
    description = "Writes the events of a type, or what a query returns, as NDJSON or Parquet.",
    mixinStandardHelpOptions = true)
public final class ExportCommand implements Runnable {
  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Parquet when it ends so, NDJSON otherwise.")
  private Path file = Path.of("");

  @Parameters(index = "0", paramLabel = "WHAT", description = "Name of an event type, or SELECT.")
  private String what = "";

  @Override
  public void run() {
    Settings loaded = settings.load();
    Endpoint endpoint = EnginePlace.forQueries(loaded);
    String select =
        what.matches("[A-Za-z_][A-Za-z0-9_.]*")
            ? "SELECT * FROM %s.%s ORDER BY time"
                .formatted(endpoint.viewsDatabase(), what.replace('.', '_'))
            : what;
    boolean isParquet = file.toString().toLowerCase(Locale.ROOT).endsWith(".parquet");
    new Transfer(loaded.data(), () -> ClickHouse.connect(endpoint))
        .export(select, isParquet ? "Parquet" : "JSONEachRow", file.toAbsolutePath());
  }
}
