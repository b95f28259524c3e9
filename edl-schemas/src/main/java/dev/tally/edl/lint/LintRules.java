package dev.tally.edl.lint;

import dev.tally.edl.check.CheckRule;
import java.util.List;

/** All rules of lint. */
public final class LintRules {
  static final List<LintRule> RULES =
      List.of(
          new PackageName(),
          NameCase.message(),
          NameCase.field(),
          NameCase.enumType(),
          NameCase.enumValue(),
          new NameLength(),
          new NameClash(),
          new ReservedWord(),
          new EventDescription(),
          new AttributeDescription(),
          new AttributeCount(),
          new EventTime(),
          new MissingPiiClass(),
          new MissingDimensionClass(),
          new NumberUnit(),
          new EnumZeroValue(),
          new MapBound());

  private LintRules() {}

  /** In the order of docs/lint.md. */
  public static List<CheckRule> all() {
    return RULES.stream().map(LintRule::rule).toList();
  }

  /** Whether a rule is judged where no {@code edl.yaml} asks for it. */
  public static boolean isOnByDefault(CheckRule rule) {
    return RULES.stream().anyMatch(r -> r.rule().equals(rule) && r.isOnByDefault());
  }
}
