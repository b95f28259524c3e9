package dev.tally.app.cli;

import dev.tally.app.service.Folders;
import dev.tally.app.torture.RoundReport;
import dev.tally.app.torture.Torture;
import dev.tally.app.torture.TortureSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally torture}. */
@Command(
    name = "torture",
    description =
        "Kills, starves and disconnects a Tally under load, and holds what it stored against what was sent.",
    mixinStandardHelpOptions = true)
public final class TortureCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How many, each on an installation of its own. Default: 3, with --series 1.")
  private @Nullable Integer rounds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides all faults; a round's own repeats it. Default: the time.")
  private @Nullable Long seed;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "How long faults happen, per round. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--failover",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether a producer's connection may lead to either collector. Default: on.")
  private boolean failover;

  @Option(
      names = "--series",
      description =
          "Kills aggregator and engine only, one after the other, while events come late, twice and again; rolling"
              + " windows are compared as well.")
  private boolean series;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "50",
      description = "With --series: how many in a round. Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "What rounds write; a failed round's files stay. Default: .tally/torture.")
  private @Nullable Path folder;

  @Option(names = "--json", description = "One JSON object per round.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    long first = seed == null ? System.currentTimeMillis() : seed;
    Path place = folder == null ? Folders.state().resolve("torture") : folder.toAbsolutePath();
    TortureSettings settings =
        new TortureSettings(
            rounds == null ? defaultRounds() : rounds,
            first,
            Duration.ofSeconds(seconds),
            failover,
            series ? OptionalInt.of(kills) : OptionalInt.empty());
    return new Torture(settings, place).run(this::print) ? 0 : 1;
  }

  private int defaultRounds() {
    return series ? 1 : 3;
  }

  private void print(RoundReport report) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(report));
    } else {
      out.printf(
          "round %d  seed %d  %s  %,d created (%,d late), %,d acknowledged, %,d dropped, %,d stored (%,d retried),"
              + " %,d repeated, %,d points, %d rollup runs interrupted, settled in %.1f s  [%s]%n",
          report.round(),
          report.seed(),
          report.holds() ? "holds" : "FAILED",
          report.created(),
          report.late(),
          report.acknowledged(),
          report.dropped(),
          report.stored(),
          report.retried(),
          report.repeated(),
          report.points(),
          report.interruptedRuns(),
          report.settledMs() / 1_000.0,
          String.join(", ", report.faults()));
      report.violations().forEach(violation -> out.println("  " + violation));
      if (!report.holds()) {
        out.printf(
            "again: tally torture --rounds 1 --seed %d --seconds %d%s%s%n",
            report.seed(),
            seconds,
            failover ? "" : " --no-failover",
            series ? " --series --kills " + kills : "");
      }
    }
    out.flush();
  }
}
