package dev.tally.edl.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The rules in docs/compatibility.md are written by the rules and their examples. After a change of
 * either, {@code -Dtally.docs.write=true} writes them anew.
 */
class CompatibilityPageTest {
  private static final Path PAGE = Path.of("..", "docs", "compatibility.md");
  private static final String BEGIN = "<!-- generated from the rules and their tests: begin -->\n";
  private static final String END = "<!-- generated from the rules and their tests: end -->";

  @Test
  void thePageIsUpToDate() throws IOException {
    String page = Files.readString(PAGE);
    String expected = replaced(page);
    if (Boolean.getBoolean("tally.docs.write")) {
      Files.writeString(PAGE, expected);
      page = expected;
    }
    assertThat(page)
        .as("docs/compatibility.md; write it anew with -Dtally.docs.write=true")
        .isEqualTo(expected);
  }

  private static String replaced(String page) {
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isGreaterThan(BEGIN.length()).isLessThanOrEqualTo(end);
    return page.substring(0, begin) + generated() + page.substring(end);
  }

  private static String generated() {
    StringBuilder text = new StringBuilder();
    for (Area area : new Area[] {Area.WIRE, Area.DATA, Area.MEANING}) {
      text.append("\n## ").append(title(area)).append("\n\n").append(table(area));
      CompatibilityRules.all().stream()
          .filter(rule -> rule.area() == area)
          .forEach(rule -> text.append(section(rule)));
    }
    return text.append("\n## Against `buf breaking`\n\n")
        .append(BufCounterparts.page())
        .append('\n')
        .toString();
  }

  private static String title(Area area) {
    return switch (area) {
      case LINT -> throw new IllegalArgumentException("lint has a page of its own");
      case WIRE -> "Wire: numbers and types";
      case DATA -> "Data: names and values";
      case MEANING -> "Meaning: metrics and alerts";
    };
  }

  private static String table(Area area) {
    return CompatibilityRules.all().stream()
        .filter(rule -> rule.area() == area)
        .map(
            rule ->
                "| [`%s`](#%s) | %s | %s |\n"
                    .formatted(
                        rule.id(),
                        rule.id().toLowerCase(Locale.ROOT),
                        severity(rule.severity()),
                        rule.summary()))
        .collect(Collectors.joining("", "| rule | | what must hold |\n| --- | --- | --- |\n", ""));
  }

  private static String severity(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  private static String section(CheckRule rule) {
    Example fails = Example.failing(rule);
    Example passes = Example.passing(rule);
    return """

    ### %s

    %s %s *%s*

    Fails:

    %s
    ```
    %s
    ```

    Passes:

    %s\
    """
        .formatted(
            rule.id(),
            rule.summary(),
            rule.why(),
            severity(rule.severity()),
            change(fails),
            fails.verdicts().stream()
                .map(CompatibilityPageTest::line)
                .collect(Collectors.joining("\n")),
            change(passes));
  }

  private static String line(Verdict verdict) {
    return "%s: %s %s: %s\n    instead: %s"
        .formatted(
            verdict.place(),
            severity(verdict.severity()),
            verdict.rule().id(),
            verdict.message(),
            verdict.instead());
  }

  /** Without the head that both files share: what a reader compares. */
  private static String change(Example example) {
    return "```diff\n%s```\n"
        .formatted(LineDiff.of(body(example.text("before")), body(example.text("after"))));
  }

  private static String body(String text) {
    return text.lines()
        .dropWhile(line -> !line.startsWith("message") && !line.startsWith("enum"))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
