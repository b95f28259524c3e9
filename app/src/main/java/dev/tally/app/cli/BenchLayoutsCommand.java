package dev.tally.app.cli;

import dev.tally.app.bench.LayoutBench;
import dev.tally.app.bench.LayoutReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally bench layouts}. */
@Command(
    name = "layouts",
    description =
        "The same events in other layouts than Tally's: insert, merge, bytes, and one query.",
    mixinStandardHelpOptions = true)
final class BenchLayoutsCommand extends ReportCommand<LayoutReport> {
  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "Events of all ten types together.")
  private long events;

  @Override
  LayoutReport measure() throws Exception {
    return new LayoutBench(events, System.err).run();
  }
}
