package dev.tally.app.cli;

import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.gate.CheckResult;
import dev.tally.edl.load.EdlProblem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON array that GitLab's Code Quality reads: description, check_name, fingerprint, severity,
 * location. What is waived is not in it.
 */
final class GitlabReport {
  private final Path folder;
  private final ArrayNode issues = JsonNodeFactory.instance.arrayNode();

  GitlabReport(Path folder) {
    this.folder = folder;
  }

  ArrayNode of(CheckResult result) {
    result.problems().forEach(this::add);
    result.verdicts().forEach(this::add);
    return issues;
  }

  private void add(EdlProblem problem) {
    add(
        problem.code().name(),
        "blocker",
        problem.path(),
        problem.line(),
        problem.message(),
        problem.path() + '\0' + problem.message());
  }

  private void add(Verdict verdict) {
    add(
        verdict.rule().id(),
        verdict.severity() == Severity.ERROR ? "critical" : "minor",
        verdict.place().path(),
        verdict.place().line(),
        verdict.message() + "; " + verdict.instead(),
        verdict.subject() + '\0' + verdict.message());
  }

  /**
   * @param identity what stays the same when the file is moved about above it
   */
  private void add(
      String check, String severity, String path, int line, String text, String identity) {
    ObjectNode issue = issues.addObject();
    issue.put("description", text);
    issue.put("check_name", check);
    issue.put("fingerprint", fingerprint(check + '\0' + identity));
    issue.put("severity", severity);
    ObjectNode location = issue.putObject("location");
    location.put("path", folder.resolve(path).normalize().toString());
    location.putObject("lines").put("begin", line);
  }

  private static String fingerprint(String identity) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(identity.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
