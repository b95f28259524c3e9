package dev.tally.app.cli;

import dev.tally.app.bench.IngestBench;
import dev.tally.app.bench.IngestReport;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally bench ingest}. */
@Command(
    name = "ingest",
    description =
        "From send() to SQL: events per second, CPU and allocation by stage, latencies, and ratios to other ways into the same engine.",
    mixinStandardHelpOptions = true)
final class BenchIngestCommand extends ReportCommand<IngestReport> {
  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "Events of the throughput part.")
  private long events;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "Time at half load.")
  private int seconds;

  @Override
  IngestReport measure() throws Exception {
    return new IngestBench(events, Duration.ofSeconds(seconds), System.err).run();
  }
}
