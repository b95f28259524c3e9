package dev.tally.edl.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.load.Schema;
import dev.tally.edl.policy.Policies;
import dev.tally.edl.policy.Waivers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule, by a file that it complains of and one that it does not. */
class LintRulesTest {
  private static Stream<CheckRule> rules() {
    return LintRules.all().stream();
  }

  private static Stream<CheckRule> waiverRules() {
    return Waivers.rules().stream();
  }

  private static Stream<String> refusals() {
    return Examples.names(Examples.REFUSED).stream();
  }

  /** It fails by this rule alone, so that the example shows what it is for. */
  @ParameterizedTest
  @MethodSource("rules")
  void failsAsExpected(CheckRule rule) {
    Path folder = Examples.LINT.resolve(rule.id());
    List<Verdict> verdicts =
        Linter.lint(
            Examples.schema("fails.proto", Examples.read(folder.resolve("fails.proto"))),
            Examples.on(rule));

    assertThat(verdicts).extracting(verdict -> verdict.rule().id()).containsOnly(rule.id());
    assertThat(verdicts).extracting(Verdict::severity).containsOnly(rule.severity());
    assertThat(verdicts.stream().map(Examples::line))
        .containsExactlyElementsOf(Examples.read(folder.resolve("fails.txt")).lines().toList());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void passes(CheckRule rule) {
    String text = Examples.read(Examples.LINT.resolve(rule.id()).resolve("passes.proto"));

    assertThat(Linter.lint(Examples.schema("passes.proto", text), Examples.on(rule))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("waiverRules")
  void waiversFailAndPass(CheckRule rule) {
    Path folder = Examples.LINT.resolve(rule.id());
    Schema schema = Examples.schema("order.proto", Examples.read(folder.resolve("order.proto")));

    assertThat(
            waive(schema, Examples.read(folder.resolve("fails.yaml"))).standing().stream()
                .filter(verdict -> verdict.rule().equals(rule))
                .map(Examples::line))
        .containsExactlyElementsOf(Examples.read(folder.resolve("fails.txt")).lines().toList());
    assertThat(waive(schema, Examples.read(folder.resolve("passes.yaml"))).standing()).isEmpty();
  }

  private static Waivers.Outcome waive(Schema schema, String policy) {
    Policies policies = Examples.policies(Map.of("edl.yaml", policy));
    return Waivers.apply(
        Linter.lint(schema, policies),
        policies,
        LintRules.all(),
        EnumSet.of(dev.tally.edl.check.Area.LINT),
        Examples.CLOCK);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void theLoaderRefuses(String name) {
    Path folder = Examples.REFUSED.resolve(name);
    EdlLoader.Result fails =
        Examples.result(Map.of("fails.proto", Examples.read(folder.resolve("fails.proto"))));

    assertThat(fails).isInstanceOf(EdlLoader.Result.Refused.class);
    assertThat(
            ((EdlLoader.Result.Refused) fails)
                .problems().stream()
                    .map(p -> "%d:%d %s".formatted(p.line(), p.column(), p.message())))
        .containsExactlyElementsOf(Examples.read(folder.resolve("fails.txt")).lines().toList());
    Examples.schema("passes.proto", Examples.read(folder.resolve("passes.proto")));
  }

  @Test
  void everyExampleIsOfARuleAndEveryRuleHasOne() {
    List<String> ids = new ArrayList<>();
    Stream.concat(rules(), waiverRules()).map(CheckRule::id).forEach(ids::add);
    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(15);
    assertThat(Examples.names(Examples.LINT)).containsExactlyInAnyOrderElementsOf(ids);
  }
}
