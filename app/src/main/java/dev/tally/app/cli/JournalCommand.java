package dev.tally.app.cli;

import picocli.CommandLine.Command;

/** {@code tally journal}: looks into the journal of a collector that is stopped. */
@Command(
    name = "journal",
    description = "Looks into the journal of a collector that is stopped.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      JournalInspectCommand.class,
      JournalVerifyCommand.class,
      JournalReplayCommand.class,
    })
public final class JournalCommand {}
