package dev.tally.aggregator.graphite.expression;

import dev.tally.aggregator.graphite.expression.Expression.Bool;
import dev.tally.aggregator.graphite.expression.Expression.Call;
import dev.tally.aggregator.graphite.expression.Expression.Nothing;
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
 * argument   = [name "="] (boolean | number | "None" | "inf" | string | expression)
 * string     = characters in ' or "; a backslash and what follows it are two of them
 * path       = characters other than ( ) , ' " | and blanks; a comma is one within braces, any
 *              behind a backslash
 * }</pre>
 *
 * <p>{@code template(expression, …)} is replaced by its expression, filled in.
 */
public final class ExpressionParser {
  /** Longest target, in characters. */
  public static final int TARGET_LENGTH_MAX = 100_000;

  /** Deepest nesting of calls. */
  public static final int DEPTH_MAX = 50;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?(?=\\s*([,)|]|$))");
  private static final Pattern NOTHING = word("none");
  private static final Pattern INFINITY = word("inf");
  private static final Pattern BOOLEAN = word("true|false");

  private final String target;
  private final Map<String, String> template;
  private int position;
  private int depth;

  private ExpressionParser(String target, Map<String, String> template) {
    this.target = target;
    this.template = template;
  }

  /**
   * @throws TallyException REQUEST_INVALID, with the position of the mistake
   */
  public static Expression parse(String target) {
    return parse(target, Map.of());
  }

  /**
   * @param template what fills in templates, before their own arguments
   * @throws TallyException REQUEST_INVALID, with the position of the mistake
   */
  public static Expression parse(String target, Map<String, String> template) {
    if (target.length() > TARGET_LENGTH_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "a target of %d characters is too long: at most %d"
              .formatted(target.length(), TARGET_LENGTH_MAX));
    }
    ExpressionParser parser = new ExpressionParser(target, template);
    Expression expression = parser.expression();
    parser.skipBlanks();
    if (parser.position < target.length()) {
      throw parser.mistake("unexpected '" + target.charAt(parser.position) + "'");
    }
    return expression;
  }

  /**
   * The expression that a text begins with.
   *
   * @throws TallyException REQUEST_INVALID where it begins with none
   */
  public static Expression parseBeginning(String text) {
    return new ExpressionParser(text, Map.of()).expression();
  }

  private static Pattern word(String word) {
    return Pattern.compile("(" + word + ")(?=\\s*([,)|]|$))", Pattern.CASE_INSENSITIVE);
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
      int begin = position;
      Call call = call(name);
      return name.equals("template") ? filled(call, begin) : call;
    }
    position = start;
    return path();
  }

  private Expression filled(Call call, int begin) {
    try {
      return Template.fill(call, template);
    } catch (Template.MistakeException e) {
      position = begin;
      throw mistake(e.what());
    }
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
    if (!match(NOTHING).isEmpty()) {
      return new Nothing();
    }
    if (!match(INFINITY).isEmpty()) {
      return new Numeric(Double.POSITIVE_INFINITY, "inf");
    }
    String number = match(NUMBER);
    if (!number.isEmpty()) {
      return new Numeric(Double.parseDouble(number), number);
    }
    return expression();
  }

  private Text string() {
    char quote = target.charAt(position);
    int end = position + 1;
    while (end < target.length() && (target.charAt(end) != quote || isDoubled(end, quote))) {
      end += target.charAt(end) == '\\' || target.charAt(end) == quote ? 2 : 1;
    }
    if (end >= target.length()) {
      throw mistake("the quote is not closed");
    }
    Text text = new Text(target.substring(position + 1, end));
    position = end + 1;
    return text;
  }

  private boolean isDoubled(int at, char quote) {
    return at + 1 < target.length() && target.charAt(at + 1) == quote;
  }

  private Path path() {
    skipBlanks();
    StringBuilder path = new StringBuilder();
    int braces = 0;
    while (position < target.length()) {
      char c = target.charAt(position);
      if (c == '\\' && position + 1 < target.length()) {
        position++;
        c = target.charAt(position);
      } else if (c == '{') {
        braces++;
      } else if (c == '}') {
        braces--;
      } else if (endsPath(c, braces)) {
        break;
      }
      path.append(c);
      position++;
    }
    if (path.isEmpty()) {
      throw mistake("a path or a function is expected");
    }
    return new Path(path.toString());
  }

  private static boolean endsPath(char c, int braces) {
    return Character.isWhitespace(c) || "()'\"|".indexOf(c) >= 0 || (c == ',' && braces <= 0);
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
