package dev.tally.app.cli;

import dev.tally.app.bench.IngestBench;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally bench}. */
@Command(
    name = "bench",
    description = "Measures Tally on this machine; figures as JSON, progress on standard error.",
    mixinStandardHelpOptions = true,
    subcommands = BenchCommand.Ingest.class)
public final class BenchCommand {
  private BenchCommand() {}

  /** {@code tally bench ingest}. */
  @Command(
      name = "ingest",
      description =
          "From send() to SQL: events per second, CPU and allocation by stage, latencies, and ratios to other ways into the same engine.",
      mixinStandardHelpOptions = true)
  static final class Ingest implements Callable<Integer> {
    @Option(
        names = "--events",
        paramLabel = "N",
        defaultValue = "4000000",
        description = "Events of the throughput part.")
    private long events;

    @Option(
        names = "--seconds",
        paramLabel = "S",
        defaultValue = "10",
        description = "Time at half load.")
    private int seconds;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
      Object report = new IngestBench(events, Duration.ofSeconds(seconds), System.err).run();
      spec.commandLine().getOut().println(json(report));
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  private static String json(Object report) {
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(report);
  }
}
