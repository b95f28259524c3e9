package dev.tally.edl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.Place;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaiversTest {
  private static final CheckRule NAME = rule("NAME", Area.LINT);
  private static final CheckRule REMOVED = rule("REMOVED", Area.DATA);
  private static final List<CheckRule> RULES = List.of(NAME, REMOVED);
  private static final Set<Area> ALL = EnumSet.allOf(Area.class);

  private static final String WAIVERS =
      """
      waivers:
        - {rule: NAME, subject: shop.A, reason: old, author: ann, expires: 2026-07-01}
        - {rule: REMOVED, subject: shop.A.b, reason: unused, author: ann, expires: 2026-08-01}
      """;

  private static CheckRule rule(String id, Area area) {
    return new CheckRule(id, area, Severity.ERROR, "It holds.", "Else it does not.");
  }

  private static Clock at(String instant) {
    return Clock.fixed(Instant.parse(instant), ZoneOffset.ofHours(9));
  }

  private static Policies policies(String path) {
    return ((PolicyReader.Result.Read)
            new PolicyReader(RULES, at("2026-06-01T00:00:00Z")).read(Map.of(path, WAIVERS)))
        .policies();
  }

  private static Verdict verdict(CheckRule rule, String subject, String path, String before) {
    return new Verdict(
        rule,
        Severity.ERROR,
        subject,
        new Place(path, 7, 3),
        before.isEmpty() ? Optional.empty() : Optional.of(new Place(before, 8, 3)),
        "it is wrong",
        "make it right");
  }

  private static final Verdict ON_NAME = verdict(NAME, "shop.A", "shop/a.proto", "");
  private static final Verdict ON_REMOVED = verdict(REMOVED, "shop.A.b", "shop/a.proto", "");

  private static Waivers.Outcome apply(
      Policies policies, Set<Area> complete, String instant, Verdict... verdicts) {
    return Waivers.apply(List.of(verdicts), policies, RULES, complete, at(instant));
  }

  private static List<String> lines(Waivers.Outcome outcome) {
    return outcome.standing().stream()
        .map(v -> v.place() + " " + v.severity() + " " + v.rule().id() + " " + v.subject())
        .toList();
  }

  @Test
  void aWaiverHoldsThroughItsLastDayInUtc() {
    Waivers.Outcome last =
        apply(policies("edl.yaml"), ALL, "2026-07-01T23:59:59Z", ON_REMOVED, ON_NAME);
    assertThat(last.standing()).isEmpty();
    assertThat(last.fails()).isFalse();
    assertThat(last.waived())
        .extracting(
            waived -> waived.verdict().equals(ON_NAME) ? "name" : "removed",
            w -> w.waiver().reason())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("name", "old"),
            org.assertj.core.groups.Tuple.tuple("removed", "unused"));

    Waivers.Outcome after =
        apply(policies("edl.yaml"), ALL, "2026-07-02T00:00:00Z", ON_REMOVED, ON_NAME);
    assertThat(lines(after))
        .containsExactly(
            "edl.yaml:2:5 ERROR WAIVER_EXPIRED shop.A", "shop/a.proto:7:3 ERROR NAME shop.A");
    assertThat(after.fails()).isTrue();
    assertThat(after.waived()).extracting(WaivedVerdict::verdict).containsExactly(ON_REMOVED);
  }

  @Test
  void itIsForOneRuleAtOneSubject() {
    Waivers.Outcome outcome =
        apply(
            policies("edl.yaml"),
            ALL,
            "2026-06-01T00:00:00Z",
            verdict(NAME, "shop.A.b", "shop/a.proto", ""),
            verdict(NAME, "shop.AA", "shop/a.proto", ""),
            verdict(REMOVED, "shop.A", "shop/a.proto", ""));
    assertThat(outcome.waived()).isEmpty();
    assertThat(lines(outcome))
        .containsExactly(
            "edl.yaml:2:5 WARNING WAIVER_UNUSED shop.A",
            "edl.yaml:3:5 WARNING WAIVER_UNUSED shop.A.b",
            "shop/a.proto:7:3 ERROR NAME shop.A.b",
            "shop/a.proto:7:3 ERROR NAME shop.AA",
            "shop/a.proto:7:3 ERROR REMOVED shop.A");
  }

  @Test
  void itHoldsInItsFolderAndBelow() {
    String day = "2026-06-01T00:00:00Z";
    assertThat(apply(policies("shop/edl.yaml"), Set.of(), day, ON_NAME).waived()).hasSize(1);
    assertThat(
            apply(
                    policies("shop/edl.yaml"),
                    Set.of(),
                    day,
                    verdict(NAME, "shop.A", "shop/deep/a.proto", ""))
                .waived())
        .hasSize(1);
    assertThat(apply(policies("shopping/edl.yaml"), Set.of(), day, ON_NAME).waived()).isEmpty();
    assertThat(
            apply(
                    policies("shop/edl.yaml"),
                    Set.of(),
                    day,
                    verdict(NAME, "shop.A", "shopping/a.proto", ""))
                .waived())
        .isEmpty();
    // what was moved out of the folder or removed with its file
    assertThat(
            apply(
                    policies("shop/edl.yaml"),
                    Set.of(),
                    day,
                    verdict(REMOVED, "shop.A.b", "b.proto", "shop/a.proto"))
                .waived())
        .hasSize(1);
  }

  /** Who lints only cannot know of a waiver of the compatibility check that it is for nothing. */
  @Test
  void unusedIsSaidOfWhatWasCheckedAsAWhole() {
    String day = "2026-06-01T00:00:00Z";
    assertThat(lines(apply(policies("edl.yaml"), Set.of(), day))).isEmpty();
    assertThat(lines(apply(policies("edl.yaml"), EnumSet.of(Area.LINT), day)))
        .containsExactly("edl.yaml:2:5 WARNING WAIVER_UNUSED shop.A");
    assertThat(lines(apply(policies("edl.yaml"), EnumSet.of(Area.LINT), day, ON_NAME))).isEmpty();
  }

  @Test
  void anExpiredOneFailsEvenWhereItWasForNothing() {
    assertThat(lines(apply(policies("edl.yaml"), Set.of(), "2026-09-01T00:00:00Z")))
        .containsExactly(
            "edl.yaml:2:5 ERROR WAIVER_EXPIRED shop.A",
            "edl.yaml:3:5 ERROR WAIVER_EXPIRED shop.A.b");
  }
}
