package dev.tally.app.cli;

import dev.tally.app.bench.DedupBench;
import dev.tally.app.bench.IngestBench;
import dev.tally.app.bench.LayoutBench;
import dev.tally.app.bench.OverloadBench;
import dev.tally.app.bench.OverloadReport;
import dev.tally.app.bench.SoakBench;
import dev.tally.app.bench.SoakReport;
import dev.tally.app.bench.StorageBench;
import java.io.PrintWriter;
import java.nio.file.Path;
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
    subcommands = {
      BenchCommand.Ingest.class,
      BenchCommand.Storage.class,
      BenchCommand.Overload.class,
      BenchCommand.Soak.class,
      BenchCommand.Dedup.class,
      BenchCommand.Layouts.class
    })
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
        defaultValue = "10000000",
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
      print(spec, new IngestBench(events, Duration.ofSeconds(seconds), System.err).run());
      return 0;
    }
  }

  /** {@code tally bench storage}. */
  @Command(
      name = "storage",
      description =
          "What a day of real quotes takes on disk, by column, against other ways to keep it.",
      mixinStandardHelpOptions = true)
  static final class Storage implements Callable<Integer> {
    @Option(
        names = "--quotes",
        paramLabel = "FILE",
        required = true,
        description =
            "Quote ticks as QuantConnect's Lean keeps them, zip or CSV (github.com/QuantConnect/Lean,"
                + " Data/equity/usa/tick).")
    private Path quotes = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
      print(spec, new StorageBench(quotes, System.err).run());
      return 0;
    }
  }

  /** {@code tally bench soak}. */
  @Command(
      name = "soak",
      description =
          "A steady share of the best rate for a long time, with an outage of the engine on request.",
      mixinStandardHelpOptions = true)
  static final class Soak implements Callable<Integer> {
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

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
      SoakReport report =
          new SoakBench(Duration.ofMinutes(minutes), share, Duration.ofMinutes(outage), System.err)
              .run();
      print(spec, report);
      return report.isExact() ? 0 : 1;
    }
  }

  /** {@code tally bench dedup}. */
  @Command(
      name = "dedup",
      description =
          "What a dedup_key costs: the same events with and without, ingest, rollup and reading the view.",
      mixinStandardHelpOptions = true)
  static final class Dedup implements Callable<Integer> {
    @Option(
        names = "--events",
        paramLabel = "N",
        defaultValue = "2000000",
        description = "Events of each of the two types.")
    private long events;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
      print(spec, new DedupBench(events, System.err).run());
      return 0;
    }
  }

  /** {@code tally bench layouts}. */
  @Command(
      name = "layouts",
      description =
          "The same events in other layouts than Tally's: insert, merge, bytes, and one query.",
      mixinStandardHelpOptions = true)
  static final class Layouts implements Callable<Integer> {
    @Option(
        names = "--events",
        paramLabel = "N",
        defaultValue = "2000000",
        description = "Events of all ten types together.")
    private long events;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
      print(spec, new LayoutBench(events, System.err).run());
      return 0;
    }
  }

  /** {@code tally bench overload}. */
  @Command(
      name = "overload",
      description =
          "Offers a multiple of the best rate: what is accepted of it, latencies, memory, what was"
              + " shed and refused. Exit code 1 when anything acknowledged is not stored, or twice.",
      mixinStandardHelpOptions = true)
  static final class Overload implements Callable<Integer> {
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

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
      OverloadReport report =
          new OverloadBench(
                  Duration.ofSeconds(bestSeconds), Duration.ofSeconds(seconds), factor, System.err)
              .run();
      print(spec, report);
      return report.isExact() ? 0 : 1;
    }
  }

  private static void print(CommandSpec spec, Object report) {
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json.writeValueAsString(report));
    out.flush();
  }
}
