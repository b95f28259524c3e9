package dev.tally.app.cli;

import dev.tally.app.bench.TemporaryFolder;
import dev.tally.app.hostile.HostileReport;
import dev.tally.app.hostile.HostileRun;
import dev.tally.app.service.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tally hostile}. */
@Command(
    name = "hostile",
    description =
        "Sends a Tally of its own what nobody sends by mistake, and holds what that costs a good producer.",
    mixinStandardHelpOptions = true)
public final class HostileCommand extends ReportCommand<HostileReport> {
  private static final Duration QUIET = Duration.ofSeconds(10);

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Three of four by gRPC, the others by HTTP. Default: ${DEFAULT-VALUE}.")
  private long requests;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides all of them. Default: the time.")
  private @Nullable Long seed;

  @Override
  HostileReport measure() throws Exception {
    Path folder = Files.createTempDirectory(Files.createDirectories(Folders.state()), "hostile-");
    long first = seed == null ? System.currentTimeMillis() : seed;
    HostileReport report = new HostileRun(requests, first, QUIET, folder).run();
    if (report.holds()) {
      TemporaryFolder.delete(folder);
    } else {
      System.err.println("what it wrote is kept in " + folder);
    }
    return report;
  }

  @Override
  boolean holds(HostileReport report) {
    return report.holds();
  }
}
