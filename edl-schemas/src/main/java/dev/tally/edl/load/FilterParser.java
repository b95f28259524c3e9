package dev.tally.edl.load;

import dev.tally.edl.load.FilterLexer.Kind;
import dev.tally.edl.load.FilterLexer.Token;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Filter;
import dev.tally.edl.model.Filter.Literal;
import dev.tally.edl.model.Filter.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads a filter and checks it against the attributes. By recursive descent:
 *
 * <pre>{@code
 * or         = and { "||" and }
 * and        = unary { "&&" unary }
 * unary      = "!" unary | "(" or ")" | comparison
 * comparison = attribute [ ("==" | "!=" | "<" | "<=" | ">" | ">=") literal
 *                        | "in" "(" literal { "," literal } ")" ]
 * literal    = string | number | "true" | "false"
 * }</pre>
 *
 * An attribute alone must be a bool, and means that it is true.
 */
public final class FilterParser {
  private final Function<String, Optional<Attribute>> attributes;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Token> tokens;
  private int at;
  private int depth;

  /**
   * @param filter present exactly when there are no problems
   */
  public record Parsed(Optional<Filter> filter, List<Problem> problems) {
    public Parsed {
      problems = List.copyOf(problems);
    }
  }

  /**
   * @param offset of the character in the filter
   * @param unknownAttribute the attribute that there is none of, when that is the problem
   */
  public record Problem(int offset, String message, Optional<String> unknownAttribute) {}

  private FilterParser(List<Token> tokens, Function<String, Optional<Attribute>> attributes) {
    this.tokens = tokens;
    this.attributes = attributes;
  }

  /**
   * @param attributes of the event type, by name
   */
  public static Parsed parse(String text, Function<String, Optional<Attribute>> attributes) {
    if (text.length() > EdlLimits.FILTER_CHARS_MAX) {
      return refused(
          0, "the filter is longer than %,d characters".formatted(EdlLimits.FILTER_CHARS_MAX));
    }
    try {
      FilterParser parser = new FilterParser(FilterLexer.tokens(text), attributes);
      Filter filter = parser.whole();
      return parser.problems.isEmpty()
          ? new Parsed(Optional.of(filter), List.of())
          : new Parsed(Optional.empty(), parser.problems);
    } catch (FilterSyntaxException e) {
      return refused(e.offset(), e.words());
    }
  }

  private static Parsed refused(int offset, String message) {
    return new Parsed(Optional.empty(), List.of(new Problem(offset, message, Optional.empty())));
  }

  private Filter whole() throws FilterSyntaxException {
    Filter filter = or();
    if (next().kind() != Kind.END) {
      throw unexpected("&&, || or the end");
    }
    return filter;
  }

  private Filter or() throws FilterSyntaxException {
    List<Filter> terms = new ArrayList<>();
    terms.add(and());
    while (accept("||")) {
      terms.add(and());
    }
    return terms.size() == 1 ? terms.getFirst() : new Filter.Or(terms);
  }

  private Filter and() throws FilterSyntaxException {
    List<Filter> terms = new ArrayList<>();
    terms.add(unary());
    while (accept("&&")) {
      terms.add(unary());
    }
    return terms.size() == 1 ? terms.getFirst() : new Filter.And(terms);
  }

  private Filter unary() throws FilterSyntaxException {
    if (depth == EdlLimits.FILTER_DEPTH_MAX) {
      throw new FilterSyntaxException(
          next().offset(), "the filter is nested deeper than " + EdlLimits.FILTER_DEPTH_MAX);
    }
    depth++;
    try {
      if (accept("!")) {
        return new Filter.Not(unary());
      }
      if (accept("(")) {
        Filter filter = or();
        expect(")");
        return filter;
      }
      return comparison();
    } finally {
      depth--;
    }
  }

  private Filter comparison() throws FilterSyntaxException {
    Token name = next();
    if (name.kind() != Kind.NAME) {
      throw unexpected("an attribute");
    }
    at++;
    Optional<FilterOperand> operand = operand(name);
    Token then = next();
    Optional<Operator> operator = operator(then);
    if (operator.isPresent()) {
      at++;
      operand.ifPresent(o -> check(then, o.refusal(operator.get())));
      return new Filter.Compare(name.text(), operator.get(), literal(operand));
    }
    if (then.kind() == Kind.NAME && then.text().equals("in")) {
      at++;
      return new Filter.In(name.text(), literals(operand));
    }
    operand.ifPresent(o -> check(name, o.refusalAlone()));
    return new Filter.Compare(name.text(), Operator.EQUAL, new Literal.Bool(true));
  }

  private Optional<FilterOperand> operand(Token name) {
    Optional<Attribute> attribute = attributes.apply(name.text());
    if (attribute.isEmpty()) {
      problems.add(
          new Problem(
              name.offset(), "no attribute '" + name.text() + "'", Optional.of(name.text())));
      return Optional.empty();
    }
    FilterOperand operand = new FilterOperand(attribute.get());
    Optional<String> refusal = operand.refusal();
    check(name, refusal);
    return refusal.isPresent() ? Optional.empty() : Optional.of(operand);
  }

  private void check(Token token, Optional<String> refusal) {
    refusal.ifPresent(words -> problems.add(new Problem(token.offset(), words, Optional.empty())));
  }

  private List<Literal> literals(Optional<FilterOperand> operand) throws FilterSyntaxException {
    List<Literal> literals = new ArrayList<>();
    expect("(");
    do {
      literals.add(literal(operand));
    } while (accept(","));
    expect(")");
    return literals;
  }

  private Literal literal(Optional<FilterOperand> operand) throws FilterSyntaxException {
    Token token = next();
    Literal literal =
        switch (token.kind()) {
          case STRING -> new Literal.Text(token.text());
          case NUMBER -> new Literal.Numeric(Double.parseDouble(token.text()));
          case NAME -> bool(token);
          case SYMBOL, END -> throw unexpected("a string, a number, true or false");
        };
    at++;
    operand.ifPresent(o -> check(token, o.refusal(literal)));
    return literal;
  }

  private Literal bool(Token token) throws FilterSyntaxException {
    return switch (token.text()) {
      case "true" -> new Literal.Bool(true);
      case "false" -> new Literal.Bool(false);
      default ->
          throw new FilterSyntaxException(
              token.offset(),
              "'%s' is no constant; put strings and enum values in quotes".formatted(token.text()));
    };
  }

  private static Optional<Operator> operator(Token token) {
    if (token.kind() != Kind.SYMBOL) {
      return Optional.empty();
    }
    return switch (token.text()) {
      case "==" -> Optional.of(Operator.EQUAL);
      case "!=" -> Optional.of(Operator.NOT_EQUAL);
      case "<" -> Optional.of(Operator.LESS);
      case "<=" -> Optional.of(Operator.LESS_OR_EQUAL);
      case ">" -> Optional.of(Operator.GREATER);
      case ">=" -> Optional.of(Operator.GREATER_OR_EQUAL);
      default -> Optional.empty();
    };
  }

  private Token next() {
    return tokens.get(at);
  }

  private boolean accept(String symbol) {
    if (next().is(symbol)) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(String symbol) throws FilterSyntaxException {
    if (!accept(symbol)) {
      throw unexpected("'" + symbol + "'");
    }
  }

  private FilterSyntaxException unexpected(String expected) {
    Token token = next();
    String found = token.kind() == Kind.END ? "the end" : "'" + token.text() + "'";
    return new FilterSyntaxException(
        token.offset(), "expected %s, found %s".formatted(expected, found));
  }
}
