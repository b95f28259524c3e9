package dev.tally.aggregator.graphite.expression;

import static java.util.Objects.requireNonNull;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a series' tag must be: {@code tag=spec}, {@code tag!=spec}, and with regular expressions
 * {@code tag=~spec} and {@code tag!=~spec}, which match from the beginning of the value. A series
 * without the tag is one whose tag is empty.
 */
public record TagExpression(String tag, Operator operator, String spec) {
  /** Expressions of one request. */
  public static final int EXPRESSIONS_MAX = 100;

  /** Longest expression, in characters. */
  public static final int EXPRESSION_LENGTH_MAX = 10_000;

  private static final Pattern SHAPE = Pattern.compile("([^;!=]+)(!?=~?)([^;]*)", Pattern.DOTALL);

  /** How the value is compared. */
  public enum Operator {
    EQUAL("="),
    UNEQUAL("!="),
    MATCH("=~"),
    NO_MATCH("!=~");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    private static Operator of(String text) {
      return List.of(values()).stream()
          .filter(operator -> operator.text.equals(text))
          .findFirst()
          .orElseThrow();
    }
  }

  public TagExpression {
    requireNonNull(tag);
    requireNonNull(operator);
    requireNonNull(spec);
  }

  /**
   * @throws TallyException REQUEST_INVALID
   */
  public static TagExpression parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (text.length() > EXPRESSION_LENGTH_MAX || !matcher.matches()) {
      throw invalid(
          "'%s' is not a tag expression of at most %d characters, as in country=NO, country!=, country=~N.*"
              .formatted(shortened(text), EXPRESSION_LENGTH_MAX));
    }
    return new TagExpression(matcher.group(1), Operator.of(matcher.group(2)), matcher.group(3));
  }

  /**
   * The expressions by which series are found: at least one says more than that a tag may be
   * missing.
   *
   * @throws TallyException REQUEST_INVALID
   */
  public static List<TagExpression> parseAll(List<String> texts) {
    if (texts.isEmpty() || texts.size() > EXPRESSIONS_MAX) {
      throw invalid(
          "series are found by 1 to %d tag expressions, not %d"
              .formatted(EXPRESSIONS_MAX, texts.size()));
    }
    List<TagExpression> expressions = texts.stream().map(TagExpression::parse).toList();
    if (expressions.stream().allMatch(TagExpression::matchesEmpty)) {
      throw invalid(
          "'%s' match series without these tags too; at least one expression must not"
              .formatted(shortened(String.join("', '", texts))));
    }
    return expressions;
  }

  /** Whether series without the tag match. */
  public boolean matchesEmpty() {
    return switch (operator) {
      case EQUAL -> spec.isEmpty();
      case UNEQUAL -> !spec.isEmpty();
      case MATCH -> findsInEmpty();
      case NO_MATCH -> !findsInEmpty();
    };
  }

  /** The regular expression, matching from the beginning of the value. */
  public String regex() {
    return anchored(spec);
  }

  /** As Graphite does with all regular expressions for tags. */
  public static String anchored(String regex) {
    return regex.startsWith("^") ? regex : "^(" + regex + ")";
  }

  private boolean findsInEmpty() {
    try {
      return Pattern.compile(regex()).matcher("").lookingAt();
    } catch (PatternSyntaxException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "tag expression '%s%s%s': not a regular expression: %s"
              .formatted(tag, operator.text, shortened(spec), e.getDescription()),
          e);
    }
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
