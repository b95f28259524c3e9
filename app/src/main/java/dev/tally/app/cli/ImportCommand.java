package dev.tally.app.cli;

import dev.tally.app.config.Settings;
import dev.tally.app.service.EnginePlace;
import dev.tally.app.transfer.ImportOptions;
import dev.tally.app.transfer.Transfer;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.ClickHouse;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final int EXIT_ERRORS = 1;

  /** A mapping is missing, or was not approved: nothing was imported. */
  private static final int EXIT_NOT_APPROVED = 2;

  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "Which event a row is (docs/import.md). Without, one is guessed and shown.")
  private @Nullable Path mapping;

  @Option(
      names = "--approve",
      description = "Imports by the mapping that is guessed. Without, a terminal is asked.")
  private boolean isApproved;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = {
        "Most sources, and ranges of rows, at once: 1 to " + ImportOptions.PARALLEL_MAX + ".",
        "Default: one per core."
      })
  private int parallel =
      Math.min(Runtime.getRuntime().availableProcessors(), ImportOptions.PARALLEL_MAX);

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Most rows a second, of all sources together.")
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
    ImportOptions options =
        new ImportOptions(loaded.listen() + ":" + loaded.ingest().port(), parallel, rate, errors);
    Catalog catalog = PublishedCatalog.read(loaded);
    Transfer transfer =
        new Transfer(
            loaded.data().resolve("imports"),
            () -> ClickHouse.connect(EnginePlace.forFiles(loaded)));
    PrintWriter out = spec.commandLine().getOut();
    if (mapping == null && !approve(transfer, catalog, out)) {
      return EXIT_NOT_APPROVED;
    }
    AtomicBoolean hasErrors = new AtomicBoolean();
    transfer.importFrom(
        sources,
        mapping,
        catalog,
        options,
        System.err,
        report -> {
          hasErrors.compareAndSet(false, report.errors() > 0);
          out.println(line(report));
          out.flush();
        });
    return hasErrors.get() ? EXIT_ERRORS : 0;
  }

  private String line(Transfer.Report report) {
    return "%s  %,d events%s%s"
        .formatted(
            report.source(),
            report.events(),
            report.errors() == 0 ? "" : ", %,d rows in %s".formatted(report.errors(), errors),
            report.wasComplete() ? " (imported already)" : "");
  }

  /** Shows a mapping for each source; all of them or none are imported. */
  private boolean approve(Transfer transfer, Catalog catalog, PrintWriter out) {
    List<Transfer.Guess> fresh = new ArrayList<>();
    boolean isWhole = true;
    for (String source : sources) {
      Optional<Transfer.Guess> guess = transfer.guess(source, catalog);
      out.println(guess.map(ImportCommand::shown).orElse(nothingFits(source)));
      isWhole &= guess.isPresent();
      guess.filter(found -> !found.isApproved()).ifPresent(fresh::add);
    }
    out.flush();
    if (!isWhole || !(fresh.isEmpty() || isApproved || asked())) {
      out.println("Nothing was imported.");
      out.flush();
      return false;
    }
    fresh.forEach(transfer::approve);
    return true;
  }

  private static String shown(Transfer.Guess guess) {
    return "# %s: %s%n%s"
        .formatted(
            guess.source(),
            guess.isApproved()
                ? "approved before."
                : "a guess. --approve imports by it; or save it, mend it, and name it by --mapping.",
            guess.yaml().strip());
  }

  private static String nothingFits(String source) {
    return "# %s: no event type has an attribute of the first rows; write a mapping."
        .formatted(source);
  }

  private static boolean asked() {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(console -> console.readLine("Import by this? [y/N] "))
        .filter(answer -> answer.strip().equalsIgnoreCase("y"))
        .isPresent();
  }
}
