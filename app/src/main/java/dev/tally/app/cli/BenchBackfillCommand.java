package dev.tally.app.cli;

import dev.tally.app.bench.BackfillBench;
import dev.tally.app.bench.BackfillReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally bench backfill}. */
@Command(
    name = "backfill",
    description =
        "Six new metrics for six months of flights, while one flight in five comes late and the process is killed:"
            + " how long it takes, and whether every point is right and no reader ever saw less. Exit code 1 when not.",
    mixinStandardHelpOptions = true)
final class BenchBackfillCommand extends ReportCommand<BackfillReport> {
  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "1",
      description = "Only every N-th flight of the file. Default ${DEFAULT-VALUE}: all 3 million.")
  private int every;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How often the process is killed, at most: the backfill may be done before. Default ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Late flights per second. Default ${DEFAULT-VALUE}.")
  private long rate;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Decides when the process is killed. Default ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  BackfillReport measure() throws Exception {
    return new BackfillBench(new BackfillBench.Plan(every, kills, rate, seed), System.err).run();
  }

  @Override
  boolean holds(BackfillReport report) {
    return report.holds();
  }
}
