package dev.tally.edl.lint;

import dev.tally.edl.check.Area;
import dev.tally.edl.check.CheckRule;
import dev.tally.edl.check.Severity;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionClass;
import dev.tally.edl.model.Shape;
import dev.tally.edl.proto.Edl;
import java.util.Optional;
import java.util.Set;

final class MissingDimensionClass implements LintRule {
  private static final CheckRule RULE =
      new CheckRule(
          "DIMENSION_CLASS",
          Area.LINT,
          Severity.WARNING,
          "An attribute that is meant as a dimension says how many values it has.",
          "Without a cardinality class it is plain text: metrics cannot be broken down by it, and"
              + " it is stored without a dictionary. Events that were counted before it gets one"
              + " are in no breakdown until they are computed anew.");

  /** Last words of names that stand for one of a few. Other strings are nobody's business. */
  private static final Set<String> TELLING =
      Set.of(
          "browser",
          "category",
          "channel",
          "country",
          "currency",
          "environment",
          "kind",
          "language",
          "locale",
          "os",
          "platform",
          "region",
          "status",
          "type");

  @Override
  public CheckRule rule() {
    return RULE;
  }

  @Override
  public void judge(Reach reach, Complaints complaints) {
    for (Reach.Use use : reach.uses()) {
      Attribute attribute = use.attribute();
      if (attribute.dimension() == DimensionClass.NONE
          && attribute.shape() == Shape.SINGULAR
          && !attribute.deprecated()) {
        sign(use)
            .ifPresent(
                sign ->
                    complaints.add(
                        use.subject(),
                        reach.schema().place(use.field()),
                        "attribute '%s' %s, and has no cardinality class"
                            .formatted(use.name(), sign),
                        "add (tally.field).dimension = SMALL (at most 10 values), MEDIUM (1,000) or"
                            + " LARGE (100,000)"));
      }
    }
  }

  private static Optional<String> sign(Reach.Use use) {
    if (use.field().getOptions().getExtension(Edl.field).hasDimension()) {
      return Optional.of("is declared a dimension");
    }
    boolean isOneOfAFew =
        use.attribute().type() == AttributeType.STRING && TELLING.contains(Words.last(use.words()));
    return isOneOfAFew ? Optional.of("is one of a few by its name") : Optional.empty();
  }
}
