package dev.tally.app.cli;

import dev.tally.app.bench.OverloadBench;
import dev.tally.app.bench.OverloadReport;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally bench overload}. */
@Command(
    name = "overload",
    description =
        "Offers a multiple of the best rate: what is accepted of it, latencies, memory, what was"
            + " shed and refused. Exit code 1 when anything acknowledged is not stored, or twice.",
    mixinStandardHelpOptions = true)
final class BenchOverloadCommand extends ReportCommand<OverloadReport> {
  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "300",
      description = "Time of the overload. Default ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--factor",
      paramLabel = "F",
      defaultValue = "5",
      description = "What is offered, by the best rate. Default ${DEFAULT-VALUE}.")
  private double factor;

  @Option(
      names = "--best-seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "Time in which the best rate is measured. Default ${DEFAULT-VALUE}.")
  private int bestSeconds;

  @Override
  OverloadReport measure() throws Exception {
    return new OverloadBench(
            Duration.ofSeconds(bestSeconds), Duration.ofSeconds(seconds), factor, System.err)
        .run();
  }

  @Override
  boolean holds(OverloadReport report) {
    return report.isExact();
  }
}
