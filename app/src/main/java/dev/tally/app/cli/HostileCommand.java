package dev.tally.app.cli;

import dev.tally.app.hostile.HostileReport;
import dev.tally.app.hostile.HostileRun;
import dev.tally.app.service.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally hostile}. */
@Command(
    name = "hostile",
    description =
        "Sends a Tally of its own what nobody sends by mistake, and holds what that costs a good producer.",
    mixinStandardHelpOptions = true)
public final class HostileCommand implements Callable<Integer> {
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

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory(Files.createDirectories(Folders.state()), "hostile-");
    long first = seed == null ? System.currentTimeMillis() : seed;
    HostileReport report = new HostileRun(requests, first, QUIET, folder).run();
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    spec.commandLine().getOut().println(json.writeValueAsString(report));
    spec.commandLine().getOut().flush();
    return report.holds() ? 0 : 1;
  }
}
