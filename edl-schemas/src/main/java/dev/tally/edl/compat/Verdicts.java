package dev.tally.edl.compat;

import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.Place;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was found so far. What is found in several event types that share a message counts once. */
final class Verdicts {
  private final Set<Verdict> found = new LinkedHashSet<>();

  void add(
      CheckRule rule, String subject, Place place, Place before, String message, String instead) {
    add(rule, rule.severity(), subject, place, before, message, instead);
  }

  void add(
      CheckRule rule,
      Severity severity,
      String subject,
      Place place,
      Place before,
      String message,
      String instead) {
    found.add(new Verdict(rule, severity, subject, place, Optional.of(before), message, instead));
  }

  /** By place. */
  List<Verdict> sorted() {
    return found.stream().sorted().toList();
  }
}
