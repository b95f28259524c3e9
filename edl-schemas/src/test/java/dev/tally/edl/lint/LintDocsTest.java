package dev.tally.edl.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.policy.PolicyLimits;
import dev.tally.edl.policy.Waivers;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/lint.md says what the tests show. {@code -Dtally.docs.write=true} writes its generated parts
 * anew.
 */
class LintDocsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path PAGE = DOCS.resolve("lint.md");

  @Test
  void thePageIsWhatTheTestsShow() throws IOException {
    String page = Files.readString(PAGE);
    String rendered = LintDocs.render(page);
    if (Boolean.getBoolean("tally.docs.write")) {
      Files.writeString(PAGE, rendered);
      return;
    }
    assertThat(page).as("docs/lint.md; -Dtally.docs.write=true writes it anew").isEqualTo(rendered);
  }

  @Test
  void everyRulesPageIsThere() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(Stream.concat(LintRules.all().stream(), Waivers.rules().stream()))
        .allSatisfy(
            rule -> {
              assertThat(page).contains("\n### " + rule.id() + "\n");
              assertThat(rule.docs()).isEqualTo("docs/lint.md#" + anchor(rule));
            });
  }

  /** As GitHub makes it of a heading. */
  private static String anchor(CheckRule rule) {
    return rule.id().toLowerCase(Locale.ROOT);
  }

  @Test
  void everyLimitIsDescribed() throws IOException, IllegalAccessException {
    String page = Files.readString(DOCS.resolve("policy.md"));
    int seen = 0;
    for (Field limit : PolicyLimits.class.getFields()) {
      assertThat(page).as(limit.getName()).contains("| %,d".formatted(limit.getInt(null)));
      seen++;
    }
    assertThat(seen).isGreaterThan(5);
  }
}
