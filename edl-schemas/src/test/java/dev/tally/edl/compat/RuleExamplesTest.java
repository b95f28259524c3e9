package dev.tally.edl.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule has a change that breaks it, with all that is said of that, and one that does not.
 * After a deliberate change {@code -Dtally.examples.write=true} writes what is said now beside the
 * failing ones.
 */
class RuleExamplesTest {
  static Stream<CheckRule> rules() {
    return CompatibilityRules.all().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theFailingExampleFailsAsExpected(CheckRule rule) {
    Example example = Example.failing(rule);
    if (Boolean.getBoolean("tally.examples.write")) {
      example.writeExpected();
    }
    List<Verdict> verdicts = example.verdicts();
    assertThat(verdicts).extracting(verdict -> verdict.rule().id()).contains(rule.id());
    assertThat(verdicts).extracting(Example::line).isEqualTo(example.expected());
    assertThat(verdicts).isSorted().allMatch(verdict -> verdict.before().isPresent());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void thePassingExampleGivesNoVerdict(CheckRule rule) {
    assertThat(Example.passing(rule).verdicts()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theSameIsCompatible(CheckRule rule) {
    Example example = Example.failing(rule);
    assertThat(Compatibility.compare(example.schema("after"), example.schema("after"))).isEmpty();
  }

  @Test
  void idsAreUniqueAndEveryExampleBelongsToARule() throws IOException {
    List<String> ids = rules().map(CheckRule::id).toList();
    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(50);
    try (Stream<Path> folders = Files.list(Example.FOLDER)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(ids);
    }
  }
}
