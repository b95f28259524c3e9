package dev.tally.app.cli;

import picocli.CommandLine.Command;

/** {@code tally bench}. */
@Command(
    name = "bench",
    description = "Measures Tally on this machine; figures as JSON, progress on standard error.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchIngestCommand.class,
      BenchStorageCommand.class,
      BenchOverloadCommand.class,
      BenchSoakCommand.class,
      BenchDedupCommand.class,
      BenchLayoutsCommand.class,
      BenchRenderCommand.class,
      BenchRollupCommand.class,
      BenchBackfillCommand.class,
      BenchSchemasCommand.class
    })
public final class BenchCommand {
  private BenchCommand() {}
}
