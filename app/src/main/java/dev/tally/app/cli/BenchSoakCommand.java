package dev.tally.app.cli;

import dev.tally.app.bench.SoakBench;
import dev.tally.app.bench.SoakReport;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally bench soak}. */
@Command(
    name = "soak",
    description =
        "A steady share of the best rate for a long time, with an outage of the engine on request.",
    mixinStandardHelpOptions = true)
final class BenchSoakCommand extends ReportCommand<SoakReport> {
  @Option(
      names = "--best-events",
      paramLabel = "N",
      defaultValue = "60000000",
      description = "Events by which the best rate is measured.")
  private long bestEvents;

  @Option(names = "--minutes", paramLabel = "M", defaultValue = "30", description = "How long.")
  private int minutes;

  @Option(
      names = "--share",
      paramLabel = "S",
      defaultValue = "0.8",
      description = "Of the best rate, which is measured before.")
  private double share;

  @Option(
      names = "--outage",
      paramLabel = "M",
      defaultValue = "0",
      description = "Minutes that the engine stands still, from the first third on.")
  private int outage;

  @Override
  SoakReport measure() throws Exception {
    return new SoakBench(
            bestEvents, Duration.ofMinutes(minutes), share, Duration.ofMinutes(outage), System.err)
        .run();
  }

  @Override
  boolean holds(SoakReport report) {
    return report.isExact();
  }
}
