package dev.tally.app.cli;

import dev.tally.app.bench.RollupBench;
import dev.tally.app.bench.RollupReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally bench rollup}. */
@Command(
    name = "rollup",
    description =
        "The rollup by itself: events per second of one pass, what each further metric and dimension set"
            + " costs, a new point after years of history, and other ways to the same figures.",
    mixinStandardHelpOptions = true)
final class BenchRollupCommand extends ReportCommand<RollupReport> {
  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "20000000",
      description =
          "Events of the one pass; a tenth of them are the sample. Default ${DEFAULT-VALUE}.")
  private long events;

  @Option(
      names = "--history-days",
      paramLabel = "D",
      defaultValue = "1095",
      description = "Of the long history. Default ${DEFAULT-VALUE}.")
  private int historyDays;

  @Override
  RollupReport measure() throws Exception {
    return new RollupBench(events, historyDays, System.err).run();
  }
}
