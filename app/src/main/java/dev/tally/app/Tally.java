package dev.tally.app;

import dev.tally.app.cli.AuditCommand;
import dev.tally.app.cli.BackfillCommand;
import dev.tally.app.cli.BenchCommand;
import dev.tally.app.cli.CheckCommand;
import dev.tally.app.cli.DemoCommand;
import dev.tally.app.cli.DoctorCommand;
import dev.tally.app.cli.ExportCommand;
import dev.tally.app.cli.GenerateCommand;
import dev.tally.app.cli.HostileCommand;
import dev.tally.app.cli.ImpactCommand;
import dev.tally.app.cli.ImportCommand;
import dev.tally.app.cli.JournalCommand;
import dev.tally.app.cli.KeyCommand;
import dev.tally.app.cli.MetricsCommand;
import dev.tally.app.cli.OneLineErrors;
import dev.tally.app.cli.ProposalsCommand;
import dev.tally.app.cli.ProposeCommand;
import dev.tally.app.cli.PublishCommand;
import dev.tally.app.cli.RejectsCommand;
import dev.tally.app.cli.SizesCommand;
import dev.tally.app.cli.SqlCommand;
import dev.tally.app.cli.StatesCommand;
import dev.tally.app.cli.TortureCommand;
import dev.tally.app.cli.UpCommand;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./tally}: the list of commands. */
@Command(
    name = "tally",
    description = "An event-schema registry and a statistics pipeline.",
    version = "tally 0.1.0",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "test     Runs everything that CI runs. (A command of the launcher.)"},
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      CheckCommand.class,
      ProposeCommand.class,
      ImpactCommand.class,
      ProposalsCommand.class,
      PublishCommand.class,
      GenerateCommand.class,
      SqlCommand.class,
      AuditCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      KeyCommand.class,
      RejectsCommand.class,
      MetricsCommand.class,
      BackfillCommand.class,
      SizesCommand.class,
      StatesCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      JournalCommand.class,
      TortureCommand.class,
      HostileCommand.class,
    })
public final class Tally {
  private Tally() {}

  public static void main(String[] arguments) {
    // gRPC logs by java.util.logging: to where all logs go, and as seldom.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(commandLine().execute(arguments));
  }

  /** With all commands; failures are one line on its error writer. */
  public static CommandLine commandLine() {
    return new CommandLine(new Tally())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new OneLineErrors())
        .setUsageHelpWidth(110);
  }
}
