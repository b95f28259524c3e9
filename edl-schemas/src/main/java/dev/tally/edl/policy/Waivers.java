package dev.tally.edl.policy;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds verdicts against waivers. */
public final class Waivers {
  /** A waiver that no longer holds. Can be neither configured nor waived. */
  public static final CheckRule EXPIRED =
      new CheckRule(
          "WAIVER_EXPIRED",
          Area.LINT,
          Severity.ERROR,
          "A waiver is gone when its time is over.",
          "It was given until a day, which has passed: what it let off counts again, and a list of"
              + " old exceptions tells nobody what holds.");

  /** A waiver that lets nothing off. Can be neither configured nor waived. */
  public static final CheckRule UNUSED =
      new CheckRule(
          "WAIVER_UNUSED",
          Area.LINT,
          Severity.WARNING,
          "A waiver lets something off.",
          "What it was written for is gone, or its subject is misspelt; left in place it would let"
              + " off what somebody does by mistake later.");

  /**
   * @param standing what is not let off, and what is to be said of waivers themselves; sorted
   * @param waived sorted
   */
  public record Outcome(List<Verdict> standing, List<WaivedVerdict> waived) {
    public Outcome {
      standing = standing.stream().sorted().toList();
      waived = waived.stream().sorted((a, b) -> a.verdict().compareTo(b.verdict())).toList();
    }

    /** Whether the check fails. */
    public boolean fails() {
      return standing.stream().anyMatch(verdict -> verdict.severity() == Severity.ERROR);
    }
  }

  private Waivers() {}

  /** What there is to say of waivers themselves. */
  public static List<CheckRule> rules() {
    return List.of(EXPIRED, UNUSED);
  }

  /**
   * Tells what waivers let off.
   *
   * @param rules all there are; of which area a waiver is follows from them
   * @param complete the areas that were checked as a whole: of others no waiver is called unused
   * @param clock of today, in UTC; a waiver holds through its last day
   */
  public static Outcome apply(
      List<Verdict> verdicts,
      Policies policies,
      Collection<CheckRule> rules,
      Set<Area> complete,
      Clock clock) {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    List<Waiver> waivers = policies.waivers();
    List<Verdict> standing = new ArrayList<>();
    List<WaivedVerdict> waived = new ArrayList<>();
    Set<Waiver> used = new HashSet<>();
    for (Verdict verdict : verdicts) {
      List<Waiver> covering = waivers.stream().filter(w -> w.covers(verdict)).toList();
      used.addAll(covering);
      Optional<Waiver> holding =
          covering.stream().filter(waiver -> !waiver.isExpired(today)).reduce(Waivers::nearer);
      holding.ifPresentOrElse(
          waiver -> waived.add(new WaivedVerdict(verdict, waiver)), () -> standing.add(verdict));
    }
    for (Waiver waiver : waivers) {
      if (waiver.isExpired(today)) {
        standing.add(expired(waiver));
      } else if (!used.contains(waiver) && complete.contains(area(waiver, rules))) {
        standing.add(unused(waiver));
      }
    }
    return new Outcome(standing, waived);
  }

  private static Waiver nearer(Waiver a, Waiver b) {
    return b.place().path().length() > a.place().path().length() ? b : a;
  }

  private static Area area(Waiver waiver, Collection<CheckRule> rules) {
    return rules.stream()
        .filter(rule -> rule.id().equals(waiver.rule()))
        .map(CheckRule::area)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no rule " + waiver.rule()));
  }

  private static Verdict expired(Waiver waiver) {
    return verdict(
        EXPIRED,
        waiver,
        "the waiver of %s for %s expired after %s"
            .formatted(waiver.rule(), waiver.subject(), waiver.expires()),
        "mend what it let off and remove it, or write a later day and why");
  }

  private static Verdict unused(Waiver waiver) {
    return verdict(
        UNUSED,
        waiver,
        "the waiver of %s for %s lets nothing off".formatted(waiver.rule(), waiver.subject()),
        "remove it, or mend its subject");
  }

  private static Verdict verdict(CheckRule rule, Waiver waiver, String message, String instead) {
    return new Verdict(
        rule,
        rule.severity(),
        waiver.subject(),
        waiver.place(),
        Optional.empty(),
        message,
        instead);
  }
}
