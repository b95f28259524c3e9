package dev.tally.aggregator.graphite.expression;

import dev.tally.aggregator.graphite.expression.Expression.Bool;
import dev.tally.aggregator.graphite.expression.Expression.Call;
import dev.tally.aggregator.graphite.expression.Expression.Numeric;
import dev.tally.aggregator.graphite.expression.Expression.Path;
import dev.tally.aggregator.graphite.expression.Expression.Text;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recursive descent over one target:
 *
 * <pre>{@code
 * expression = (call | path) ("|" call)*
 * call       = name "(" [argument ("," argument)*] ")"
 * argument   = [name "="] (boolean | number | string | expression)
 * path       = characters other than ( ) , ' " | and blanks; a comma is one within braces
 * }</pre>
 */
public final class ExpressionParser {
  /** Longest target, in characters. */
  public static final int TARGET_LENGTH_MAX = 100_000;

  /** Deepest nesting of calls. */
  public static final int DEPTH_MAX = 50;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?(?=\\s*([,)|]|$))");
  private static final Pattern BOOLEAN =
      Pattern.compile("(true|false)(?=\\s*([,)|]|$))", Pattern.CASE_INSENSITIVE);

  private final String target;
  private int position;
  private int depth;

  private ExpressionParser(String target) {
    this.target = target;
  }

  /**
   * @throws TallyException REQUEST_INVALID, with the position of the mistake
   */
  public static Expression parse(String target) {
    if (target.length() > TARGET_LENGTH_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "a target of %d characters is too long: at most %d"
              .formatted(target.length(), TARGET_LENGTH_MAX));
    }
    ExpressionParser parser = new ExpressionParser(target);
    Expression expression = parser.expression();
    parser.skipBlanks();
    if (parser.position < target.length()) {
      throw parser.mistake("unexpected '" + target.charAt(parser.position) + "'");
    }
    return expression;
  }

  private Expression expression() {
    if (++depth > DEPTH_MAX) {
      throw mistake("calls are nested deeper than " + DEPTH_MAX);
    }
    Expression expression = callOrPath();
    while (accept('|')) {
      String function = match(NAME);
      if (function.isEmpty()) {
        throw mistake("a function is expected after '|'");
      }
      expect('(');
      Call call = call(function);
      List<Expression> arguments = new ArrayList<>(call.arguments());
      arguments.addFirst(expression);
      expression = new Call(function, arguments, call.named());
    }
    depth--;
    return expression;
  }

  private Expression callOrPath() {
    int start = position;
    String name = match(NAME);
    if (!name.isEmpty() && accept('(')) {
      return call(name);
    }
    position = start;
    return path();
  }

  /** Behind the opening parenthesis. */
  private Call call(String function) {
    List<Expression> arguments = new ArrayList<>();
    Map<String, Expression> named = new HashMap<>();
    if (!accept(')')) {
      do {
        argument(arguments, named);
      } while (accept(','));
      expect(')');
    }
    return new Call(function, arguments, named);
  }

  private void argument(List<Expression> arguments, Map<String, Expression> named) {
    skipBlanks();
    int start = position;
    String name = match(NAME);
    if (!name.isEmpty() && accept('=')) {
      named.put(name, value());
      return;
    }
    position = start;
    if (!named.isEmpty()) {
      throw mistake("an argument without a name stands behind a named one");
    }
    arguments.add(value());
  }

  private Expression value() {
    skipBlanks();
    if (position < target.length() && "'\"".indexOf(target.charAt(position)) >= 0) {
      return string();
    }
    String bool = match(BOOLEAN);
    if (!bool.isEmpty()) {
      return new Bool(Boolean.parseBoolean(bool));
    }
    String number = match(NUMBER);
    if (!number.isEmpty()) {
      return new Numeric(Double.parseDouble(number), number);
    }
    return expression();
  }

  private Text string() {
    char quote = target.charAt(position);
    int end = target.indexOf(quote, position + 1);
    if (end < 0) {
      throw mistake("the quote is not closed");
    }
    Text text = new Text(target.substring(position + 1, end));
    position = end + 1;
    return text;
  }

  private Path path() {
    skipBlanks();
    int start = position;
    int braces = 0;
    while (position < target.length()) {
      char c = target.charAt(position);
      if (c == '{') {
        braces++;
      } else if (c == '}') {
        braces--;
      } else if (Character.isWhitespace(c)
          || "()'\"|".indexOf(c) >= 0
          || (c == ',' && braces <= 0)) {
        break;
      }
      position++;
    }
    if (position == start) {
      throw mistake("a path or a function is expected");
    }
    return new Path(target.substring(start, position));
  }

  /** Empty where the pattern does not match; nothing is passed then. */
  private String match(Pattern pattern) {
    skipBlanks();
    Matcher matcher = pattern.matcher(target).region(position, target.length());
    matcher.useTransparentBounds(true);
    if (!matcher.lookingAt()) {
      return "";
    }
    position = matcher.end();
    return matcher.group();
  }

  private boolean accept(char c) {
    skipBlanks();
    if (position < target.length() && target.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw mistake("'" + c + "' is expected");
    }
  }

  private void skipBlanks() {
    while (position < target.length() && Character.isWhitespace(target.charAt(position))) {
      position++;
    }
  }

  private TallyException mistake(String what) {
    return new TallyException(
        ErrorCode.REQUEST_INVALID,
        "target '%s', character %d: %s".formatted(target, position + 1, what));
  }
}
