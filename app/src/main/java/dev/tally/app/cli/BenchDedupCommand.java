package dev.tally.app.cli;

import dev.tally.app.bench.DedupBench;
import dev.tally.app.bench.DedupReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally bench dedup}. */
@Command(
    name = "dedup",
    description =
        "What a dedup_key costs: the same events with and without, ingest, rollup and reading the view.",
    mixinStandardHelpOptions = true)
final class BenchDedupCommand extends ReportCommand<DedupReport> {
  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "Events of each of the two types.")
  private long events;

  @Override
  DedupReport measure() throws Exception {
    return new DedupBench(events, System.err).run();
  }
}
