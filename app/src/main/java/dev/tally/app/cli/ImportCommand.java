package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.app.service.EnginePlace;
import dev.tally.app.service.MetadataConnection;
import dev.tally.app.transfer.Transfer;
import dev.tally.edl.registry.CachedCatalog;
import dev.tally.edl.registry.Catalog;
import dev.tally.edl.registry.Registry;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import dev.tally.storage.ClickHouse;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tally import SOURCE…}. */
@Command(
    name = "import",
    description = {
      "Imports rows as events: NDJSON (.gz, .zst), CSV, TSV, Parquet, or a SELECT.",
      "The same source and mapping add nothing the second time; a run that was broken off goes on."
    },
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "Which event a row is (docs/import.md). Without, one is guessed and shown.")
  private @Nullable Path mapping;

  @Option(names = "--rate", paramLabel = "N", description = "Most rows a second.")
  private long rate;

  @Option(
      names = "--errors",
      paramLabel = "FILE",
      description = "Gets the rows that became no event. Default: ${DEFAULT-VALUE}",
      defaultValue = "import-errors.ndjson")
  private Path errors = Path.of("import-errors.ndjson");

  @Parameters(arity = "1..*", paramLabel = "SOURCE", description = "Paths, or queries.")
  private List<String> sources = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Settings loaded = settings.load();
    Catalog catalog = catalog(loaded);
    Transfer transfer =
        new Transfer(
            loaded.data().resolve("imports"),
            () -> ClickHouse.connect(EnginePlace.forFiles(loaded)));
    PrintWriter out = spec.commandLine().getOut();
    boolean hasErrors = false;
    for (String source : sources) {
      if (mapping == null) {
        return guess(transfer, source, catalog, out);
      }
      Transfer.Report report =
          transfer.importFrom(
              source,
              mapping,
              catalog,
              loaded.listen() + ":" + loaded.ingest().port(),
              rate,
              errors,
              System.err);
      hasErrors |= report.errors() > 0;
      out.println(line(report));
      out.flush();
    }
    return hasErrors ? 1 : 0;
  }

  private String line(Transfer.Report report) {
    return "%s  %,d events%s%s"
        .formatted(
            report.source(),
            report.events(),
            report.errors() == 0 ? "" : ", %,d rows in %s".formatted(report.errors(), errors),
            report.wasComplete() ? " (imported already)" : "");
  }

  private static int guess(Transfer transfer, String source, Catalog catalog, PrintWriter out) {
    out.println(
        transfer
            .guess(source, catalog)
            .map(
                yaml ->
                    "# A guess: save it, look at it, and name it by --mapping.\n" + yaml.strip())
            .orElse("No event type has an attribute of the first row: write a mapping."));
    out.flush();
    return 2;
  }

  /** From the metadata database; from the Tally that runs where that holds the database. */
  private static Catalog catalog(Settings settings) {
    try (MetadataDatabase metadata = MetadataConnection.open(settings);
        CachedCatalog catalog = new CachedCatalog(new Registry(metadata, Clock.systemUTC()))) {
      return Catalog.of(catalog.latest());
    } catch (TallyException e) {
      if (e.code() == ErrorCode.METADATA_UNAVAILABLE) {
        return Catalog.of(new RunningTally(settings).revisions());
      }
      throw e;
    }
  }
}
