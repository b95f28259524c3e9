package dev.tally.app.cli;

import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.gate.CheckResult;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.policy.WaivedVerdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** Prints what came of a check. */
final class CheckPrinter {
  private final Path folder;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * @param folder that paths are relative to; annotations name files by where they are
   */
  CheckPrinter(Path folder, PrintWriter out, PrintWriter err) {
    this.folder = folder;
    this.out = out;
    this.err = err;
  }

  void print(CheckResult result, CheckFormat format) {
    switch (format) {
      case TEXT -> text(result);
      case JSON -> out.println(CheckJson.of(result));
      case GITHUB -> new GithubAnnotations(folder).of(result).forEach(out::println);
      case GITLAB -> out.println(new GitlabReport(folder).of(result));
    }
    out.flush();
    err.flush();
  }

  private void text(CheckResult result) {
    result.schema().ifPresent(schema -> schema.files().forEach(this::eventTypes));
    result.problems().forEach(err::println);
    result.verdicts().forEach(verdict -> err.println(line(verdict)));
    result.waived().forEach(waived -> err.println(line(waived)));
    counts(result);
  }

  private void eventTypes(EdlFile file) {
    for (EventType eventType : file.eventTypes()) {
      out.printf(
          "%s  %d attributes, %d metrics, %d alerts  (%s)%n",
          eventType.name(),
          eventType.attributes().size(),
          eventType.metrics().size(),
          eventType.alerts().size(),
          file.path());
    }
    out.flush();
  }

  private static String line(Verdict verdict) {
    return "%s: %s %s: %s; %s"
        .formatted(
            verdict.place(),
            verdict.severity().name().toLowerCase(Locale.ROOT),
            verdict.rule().id(),
            verdict.message(),
            verdict.instead());
  }

  private static String line(WaivedVerdict waived) {
    return "%s: waived %s: %s; until %s by %s: %s"
        .formatted(
            waived.verdict().place(),
            waived.verdict().rule().id(),
            waived.verdict().message(),
            waived.waiver().expires(),
            waived.waiver().author(),
            waived.waiver().reason());
  }

  private void counts(CheckResult result) {
    if (!result.problems().isEmpty()) {
      err.println(counted(result.problems().size(), "problem"));
    } else if (!result.verdicts().isEmpty()) {
      err.printf(
          "%s, %s%n",
          counted(result.count(Severity.ERROR), "error"),
          counted(result.count(Severity.WARNING), "warning"));
    }
  }

  private static String counted(long count, String what) {
    return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }
}
