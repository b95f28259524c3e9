package dev.tally.edl.lint;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.policy.Waivers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The generated parts of docs/lint.md: rules and what the loader refuses, with their examples. */
final class LintDocs {
  private LintDocs() {}

  /** The page with its generated parts written anew. */
  static String render(String page) {
    return replace(
        replace(replace(page, "rules", rules()), "waivers", waivers()), "refused", refused());
  }

  private static String replace(String page, String part, String text) {
    Matcher marks =
        Pattern.compile(
                "(<!-- %1$s: generated[^\\n]* -->\\n).*?(<!-- /%1$s -->)".formatted(part),
                Pattern.DOTALL)
            .matcher(page);
    if (!marks.find()) {
      throw new IllegalArgumentException("docs/lint.md has no part " + part);
    }
    return page.substring(0, marks.start())
        + marks.group(1)
        + "\n"
        + text
        + "\n"
        + marks.group(2)
        + page.substring(marks.end());
  }

  private static String rules() {
    String table =
        "| rule | severity | what must hold |\n| --- | --- | --- |\n"
            + LintRules.all().stream()
                .map(
                    rule ->
                        "| [`%s`](#%s) | %s | %s |\n"
                            .formatted(
                                rule.id(),
                                rule.id().toLowerCase(Locale.ROOT),
                                severity(rule),
                                rule.summary()))
                .collect(Collectors.joining());
    return table
        + LintRules.all().stream()
            .map(rule -> "\n" + rule(rule, "fails.proto", "passes.proto", "proto"))
            .collect(Collectors.joining());
  }

  private static String waivers() {
    return Waivers.rules().stream()
        .map(rule -> rule(rule, "fails.yaml", "passes.yaml", "yaml"))
        .collect(Collectors.joining("\n"));
  }

  private static String severity(CheckRule rule) {
    boolean isOff = LintRules.all().contains(rule) && !LintRules.isOnByDefault(rule);
    return isOff ? "off" : rule.severity() == Severity.ERROR ? "error" : "warning";
  }

  private static String rule(CheckRule rule, String fails, String passes, String language) {
    Path folder = Examples.LINT.resolve(rule.id());
    return "### %s\n\n%s %s\n\nSeverity: %s.\n\n"
            .formatted(rule.id(), rule.summary(), rule.why(), severity(rule))
        + examples(folder, fails, passes, language);
  }

  private static String refused() {
    return Examples.names(Examples.REFUSED).stream()
        .map(
            name -> {
              Path folder = Examples.REFUSED.resolve(name);
              return "### %s\n\n".formatted(Examples.read(folder.resolve("about.txt")).strip())
                  + examples(folder, "fails.proto", "passes.proto", "proto");
            })
        .collect(Collectors.joining("\n"));
  }

  private static String examples(Path folder, String fails, String passes, String language) {
    return "Fails:\n\n"
        + block(language, Examples.read(folder.resolve(fails)))
        + "\n"
        + block("", Examples.read(folder.resolve("fails.txt")))
        + "\nPasses:\n\n"
        + block(language, Examples.read(folder.resolve(passes)));
  }

  private static String block(String language, String text) {
    return "```" + language + "\n" + text.strip() + "\n```\n";
  }
}
