package dev.tally.app.cli;

import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.gate.CheckResult;
import dev.tally.edl.load.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Workflow commands, one line each, as GitHub's documentation has them: {@code ::error
 * file=…,line=…,col=…,title=…::…}.
 */
final class GithubAnnotations {
  private final Path folder;

  GithubAnnotations(Path folder) {
    this.folder = folder;
  }

  List<String> of(CheckResult result) {
    return Stream.of(
            result.problems().stream()
                .map(
                    problem ->
                        line(
                            "error",
                            new Place(problem.path(), problem.line(), problem.column()),
                            problem.code().name(),
                            problem.message())),
            result.verdicts().stream()
                .map(verdict -> line(level(verdict), verdict, verdict.instead())),
            result.waived().stream()
                .map(
                    waived ->
                        line(
                            "notice",
                            waived.verdict(),
                            "waived until %s by %s: %s"
                                .formatted(
                                    waived.waiver().expires(),
                                    waived.waiver().author(),
                                    waived.waiver().reason()))))
        .flatMap(lines -> lines)
        .toList();
  }

  private static String level(Verdict verdict) {
    return verdict.severity() == Severity.ERROR ? "error" : "warning";
  }

  private String line(String level, Verdict verdict, String more) {
    return line(level, verdict.place(), verdict.rule().id(), verdict.message() + "; " + more);
  }

  private String line(String level, Place place, String title, String message) {
    return "::%s file=%s,line=%d,col=%d,title=%s::%s"
        .formatted(
            level,
            property(folder.resolve(place.path()).normalize().toString()),
            place.line(),
            place.column(),
            property(title),
            data(message));
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
