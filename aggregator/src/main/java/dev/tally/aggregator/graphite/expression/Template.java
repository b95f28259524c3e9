package dev.tally.aggregator.graphite.expression;

import dev.tally.aggregator.graphite.expression.Expression.Bool;
import dev.tally.aggregator.graphite.expression.Expression.Call;
import dev.tally.aggregator.graphite.expression.Expression.Nothing;
import dev.tally.aggregator.graphite.expression.Expression.Numeric;
import dev.tally.aggregator.graphite.expression.Expression.Path;
import dev.tally.aggregator.graphite.expression.Expression.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code template(expression, "one", name="other")}: {@code $1} and {@code $name} in the paths of
 * the expression are replaced. One that is a whole argument becomes the text or the number.
 */
final class Template {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d*)?");

  /** What is wrong with a call. */
  static final class MistakeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String what;

    MistakeException(String what) {
      super(what);
      this.what = what;
    }

    String what() {
      return what;
    }
  }

  private final Map<String, String> values;

  private Template(Map<String, String> values) {
    this.values = values;
  }

  /**
   * @param request what the request says, which comes before the call's own arguments
   * @throws MistakeException where a template is called with anything else
   */
  static Expression fill(Call call, Map<String, String> request) {
    List<Expression> arguments = call.arguments();
    if (arguments.isEmpty() || isLiteral(arguments.getFirst())) {
      throw new MistakeException("template needs a path or a function first");
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i < arguments.size(); i++) {
      values.put(String.valueOf(i), literal(arguments.get(i)));
    }
    call.named().forEach((name, value) -> values.put(name, literal(value)));
    values.putAll(request);
    return new Template(values).fill(arguments.getFirst());
  }

  private static boolean isLiteral(Expression expression) {
    return !(expression instanceof Path || expression instanceof Call);
  }

  private static String literal(Expression expression) {
    return switch (expression) {
      case Text text -> text.value();
      case Numeric number -> number.text();
      case Path path -> throw noLiteral();
      case Call call -> throw noLiteral();
      case Bool bool -> throw noLiteral();
      case Nothing nothing -> throw noLiteral();
    };
  }

  private static MistakeException noLiteral() {
    return new MistakeException("template is filled with texts and numbers only");
  }

  private Expression fill(Expression expression) {
    return switch (expression) {
      case Path path -> fill(path);
      case Call call ->
          new Call(
              call.function(),
              call.arguments().stream().map(this::fill).toList(),
              call.named().entrySet().stream()
                  .collect(Collectors.toMap(Map.Entry::getKey, e -> fill(e.getValue()))));
      case Numeric number -> number;
      case Text text -> text;
      case Bool bool -> bool;
      case Nothing nothing -> nothing;
    };
  }

  private Expression fill(Path path) {
    String pattern = path.pattern();
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (pattern.equals("$" + value.getKey())) {
        return whole(value.getValue());
      }
      pattern = pattern.replace("$" + value.getKey(), value.getValue());
    }
    return new Path(pattern);
  }

  private static Expression whole(String value) {
    return NUMBER.matcher(value).matches()
        ? new Numeric(Double.parseDouble(value), value)
        : new Text(value);
  }
}
