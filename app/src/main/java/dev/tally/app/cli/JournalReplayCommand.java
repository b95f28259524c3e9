package dev.tally.app.cli;

import dev.tally.collector.JournalTools;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tally journal replay}. */
@Command(
    name = "replay",
    description =
        "Writes a new journal of the batches from a position on, marked as sent again. The collector that is"
            + " started on it stores them, and what was stored already counts once.",
    mixinStandardHelpOptions = true)
public final class JournalReplayCommand implements Callable<Integer> {
  @Mixin private final JournalFolder journal = new JournalFolder();

  @Option(
      names = "--into",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the new journal; empty, or not there yet.")
  private Path into = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "POSITION",
      description = "First batch, as inspect counts them; default: the first that is not stored.")
  private long from = -1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (JournalTools tools = journal.open()) {
      long first = from >= 0 ? from : tools.inspect().storedThrough() + 1;
      JournalTools.Replayed replayed = tools.replay(into.toAbsolutePath(), first);
      out.printf(
          "%,d batches, %,d events from position %d on are in %s%n",
          replayed.batches(), replayed.events(), first, into);
      if (replayed.lostBytes() > 0) {
        out.printf(
            "%,d bytes can't be read: tally journal verify says where%n", replayed.lostBytes());
      }
      out.flush();
      return replayed.lostBytes() > 0 ? 1 : 0;
    }
  }
}
