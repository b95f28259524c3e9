package dev.tally.app.cli;

import dev.tally.app.bench.StorageBench;
import dev.tally.app.bench.StorageReport;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally bench storage}. */
@Command(
    name = "storage",
    description =
        "What a day of real quotes takes on disk, by column, against other ways to keep it.",
    mixinStandardHelpOptions = true)
final class BenchStorageCommand extends ReportCommand<StorageReport> {
  @Option(
      names = "--quotes",
      paramLabel = "FILE",
      required = true,
      description =
          "Quote ticks as QuantConnect's Lean keeps them, zip or CSV (github.com/QuantConnect/Lean,"
              + " Data/equity/usa/tick).")
  private Path quotes = Path.of("");

  @Override
  StorageReport measure() throws Exception {
    return new StorageBench(quotes, System.err).run();
  }
}
