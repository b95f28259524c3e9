package dev.tally.app.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tally metrics evict EVENT_TYPE DIMENSION}. */
@Command(
    name = "evict",
    description = {
      "Takes the places of values of a dimension that have not been seen for some time, so that",
      "others may have series of their own. Series that are there stay."
    },
    mixinStandardHelpOptions = true)
final class EvictCommand implements Runnable {
  @Mixin private final CallerOptions caller = new CallerOptions();
  @Mixin private final SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--unseen",
      paramLabel = "TIME",
      required = true,
      description = {
        "Without an event for so long, by event time: 90d; at least 1d.",
        "Who got a place since then keeps it."
      })
  private String unseen = "";

  @Parameters(index = "0", paramLabel = "EVENT_TYPE")
  private String eventType = "";

  @Parameters(index = "1", paramLabel = "DIMENSION")
  private String dimension = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    long values = caller.tally(settings.load()).evict(eventType, dimension, unseen);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%,d values of %s of %s gave up their places%n", values, dimension, eventType);
    out.flush();
  }
}
