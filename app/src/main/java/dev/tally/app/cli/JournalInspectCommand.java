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
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code tally journal inspect}. */
@Command(
    name = "inspect",
    description = "Shows the journal's files, what they hold, and what is not stored yet.",
    mixinStandardHelpOptions = true)
public final class JournalInspectCommand implements Callable<Integer> {
  @Mixin private final JournalFolder journal = new JournalFolder();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (JournalTools tools = journal.open()) {
      JournalReport report = tools.inspect();
      if (json) {
        out.println(new JsonMapper().writeValueAsString(report));
      } else {
        print(report, out);
      }
    }
    out.flush();
    return 0;
  }

  private static void print(JournalReport report, PrintWriter out) {
    out.printf("journal    %s of collector %s%n", report.directory(), report.collectorId());
    out.printf(
        "positions  %,d, stored through %,d%n", report.lastPosition(), report.storedThrough());
    out.printf(
        "events     %,d accepted, %,d stored, %,d rejected%n",
        report.accepted(), report.stored(), report.rejected());
    out.printf(
        "pending    %,d batches, %,d events, %,d unfinished blocks%n",
        report.pendingBatches(), report.pendingEvents(), report.unfinishedBlocks());
    out.printf(
        "%n%-27s %12s %8s %8s %10s %12s %12s %9s%n",
        "file", "bytes", "records", "batches", "events", "first", "last", "producers");
    for (SegmentSummary segment : report.segments()) {
      out.printf(
          "%-27s %,12d %,8d %,8d %,10d %,12d %,12d %,9d%s%n",
          segment.file(),
          segment.bytes(),
          segment.records(),
          segment.batches(),
          segment.events(),
          segment.firstSequence(),
          segment.lastSequence(),
          segment.producers(),
          segment.tornBytes() > 0 ? "  torn: " + segment.tornBytes() + " bytes" : "");
    }
    report.damages().stream().map(Damage::line).forEach(out::println);
    report.setAside().forEach(file -> out.println("set aside  " + file));
  }
}
