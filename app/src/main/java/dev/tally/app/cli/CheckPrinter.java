package dev.tally.app.cli;

import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.gate.CheckResult;
import dev.tally.edl.load.EdlProblem;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.edl.policy.WaivedVerdict;
import dev.tally.edl.review.CheckReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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
    said(result.problems(), result.verdicts(), result.waived());
  }

  /** What the checks of a proposal say. */
  void print(CheckReport report) {
    said(report.problems(), report.verdicts(), report.waived());
    err.flush();
  }

  private void said(List<EdlProblem> problems, List<Verdict> verdicts, List<WaivedVerdict> waived) {
    problems.forEach(err::println);
    verdicts.forEach(verdict -> err.println(line(verdict)));
    waived.forEach(one -> err.println(line(one)));
    counts(problems, verdicts);
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

  static String line(Verdict verdict) {
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

  private void counts(List<EdlProblem> problems, List<Verdict> verdicts) {
    if (!problems.isEmpty()) {
      err.println(counted(problems.size(), "problem"));
    } else if (!verdicts.isEmpty()) {
      err.printf(
          "%s, %s%n",
          counted(count(verdicts, Severity.ERROR), "error"),
          counted(count(verdicts, Severity.WARNING), "warning"));
    }
  }

  private static long count(List<Verdict> verdicts, Severity severity) {
    return verdicts.stream().filter(verdict -> verdict.severity() == severity).count();
  }

  private static String counted(long count, String what) {
    return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }
}
