package dev.tally.app.cli;

import dev.tally.app.bench.RenderBench;
import dev.tally.app.bench.RenderReport;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally bench render}. */
@Command(
    name = "render",
    description =
        "What dashboards ask for: /render of 100 series x 24 h, a large glob, find among many series; idle and"
            + " while events come, and graphite-web on the same points where it is installed.",
    mixinStandardHelpOptions = true)
final class BenchRenderCommand extends ReportCommand<RenderReport> {
  @Option(
      names = "--glob-series",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Series of the glob. Default ${DEFAULT-VALUE}.")
  private int globSeries;

  @Option(
      names = "--find-series",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Series that find looks through. Default ${DEFAULT-VALUE}.")
  private int findSeries;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "50",
      description = "Requests of each kind. Default ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--interval",
      paramLabel = "MS",
      defaultValue = "250",
      description =
          "Milliseconds from the beginning of one request to that of the next, at least; 0: one right after the other, which"
              + " loads the machine, too. Default ${DEFAULT-VALUE}.")
  private int interval;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "2000000",
      description =
          "Events by which the best rate is found, half of which comes while Tally answers; 0: none come."
              + " Default ${DEFAULT-VALUE}.")
  private long events;

  @Override
  RenderReport measure() throws Exception {
    return new RenderBench(
            new RenderBench.Sizes(
                globSeries, findSeries, rounds, Duration.ofMillis(interval), events),
            System.err)
        .run();
  }
}
