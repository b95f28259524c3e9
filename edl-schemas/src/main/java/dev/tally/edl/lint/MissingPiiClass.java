package dev.tally.edl.lint;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Rule;
import dev.tally.edl.model.Shape;
import java.util.Optional;

final class MissingPiiClass implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "PII_CLASS",
          Area.LINT,
          Severity.WARNING,
          "An attribute that tells of a person, by its name or its rules, has a PII class.",
          "Who may read it, how long it may be kept and whether it may be a dimension follow from"
              + " the class. Names are looked at by their end: 'email' and 'client_ip' are,"
              + " 'email_count' is not.");

  private record Sign(PiiClass pii, String by) {}

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    for (Reach.Use use : reach.uses()) {
      if (use.attribute().pii() == PiiClass.UNSPECIFIED && !use.isMap()) {
        sign(use)
            .ifPresent(
                sign ->
                    complaints.add(
                        use.subject(),
                        reach.schema().place(use.field()),
                        "attribute '%s' tells of a person by its %s, and has no PII class"
                            .formatted(use.name(), sign.by()),
                        "add (tally.field).pii = %s, or NONE where it tells of nobody"
                            .formatted(sign.pii())));
      }
    }
  }

  private static Optional<Sign> sign(Reach.Use use) {
    Attribute attribute = use.attribute();
    return PersonalNames.of(use.words(), attribute.type(), attribute.shape() == Shape.REPEATED)
        .map(pii -> new Sign(pii, "name"))
        .or(
            () ->
                attribute.rules().list().stream().anyMatch(MissingPiiClass::isOfPersons)
                    ? Optional.of(new Sign(PiiClass.IDENTIFIER, "rules"))
                    : Optional.empty());
  }

  private static boolean isOfPersons(Rule rule) {
    return switch (rule.kind()) {
      case EMAIL, IP, IPV4, IPV6 -> true;
      default -> false;
    };
  }
}
