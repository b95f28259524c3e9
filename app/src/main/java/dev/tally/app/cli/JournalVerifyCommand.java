package dev.tally.app.cli;

import dev.tally.collector.JournalReport;
import dev.tally.collector.JournalTools;
import dev.tally.collector.journal.Damage;
import dev.tally.collector.journal.SegmentSummary;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tally journal verify}. */
@Command(
    name = "verify",
    description = "Checks every checksum; exit code 1 and a line per damage, file:offset: what.",
    mixinStandardHelpOptions = true)
public final class JournalVerifyCommand implements Callable<Integer> {
  @Mixin private final JournalFolder journal = new JournalFolder();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (JournalTools tools = journal.open()) {
      JournalReport report = tools.inspect();
      report.damages().stream().map(Damage::line).forEach(out::println);
      out.printf(
          "%d files, %,d records, %,d bytes: %s%n",
          report.segments().size(),
          report.segments().stream().mapToLong(SegmentSummary::records).sum(),
          report.bytes(),
          report.isSound() ? "sound" : report.damages().size() + " damaged places");
      out.flush();
      return report.isSound() ? 0 : 1;
    }
  }
}
