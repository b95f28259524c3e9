package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.AtTime;
import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The arguments of one call. Series are computed when asked for, so that a function may ask for
 * another range than its own.
 */
final class Arguments {
  private final Function function;
  private final List<Argument> positional;
  private final Map<String, Argument> named;
  private final Scope scope;
  private final Evaluation evaluation;

  Arguments(
      Function function,
      List<Argument> positional,
      Map<String, Argument> named,
      Scope scope,
      Evaluation evaluation) {
    this.function = function;
    this.positional = positional;
    this.named = named;
    this.scope = scope;
    this.evaluation = evaluation;
    if (!function.isVariadic() && positional.size() > function.parameters().size()) {
      throw mistake(
          "takes at most %d arguments, not %d"
              .formatted(function.parameters().size(), positional.size()));
    }
    for (String name : named.keySet()) {
      if (function.indexOf(name) < 0) {
        throw mistake("has no parameter '" + name + "'");
      }
    }
  }

  Scope scope() {
    return scope;
  }

  TimeRange range() {
    return scope.range();
  }

  Evaluation evaluation() {
    return evaluation;
  }

  /** The series of the first parameter, each on its own. */
  List<TimeSeries> each(UnaryOperator<TimeSeries> operator) {
    return series("seriesList").stream().map(operator).toList();
  }

  /** The series of a parameter. */
  List<TimeSeries> series(String parameter) {
    return series(parameter, scope.range());
  }

  List<TimeSeries> series(String parameter, TimeRange otherRange) {
    return series(required(parameter), otherRange);
  }

  /** The series of a parameter that may be absent, none then. */
  List<TimeSeries> seriesIfAny(String parameter) {
    return has(parameter) ? series(parameter) : List.of();
  }

  /** The series of a parameter that may be given several times, for each time. */
  List<List<TimeSeries>> lists(String parameter) {
    if (function.parameter(parameter).filter(Parameter::isRequired).isPresent()) {
      required(parameter);
    }
    return rest(parameter).stream().map(argument -> series(argument, scope.range())).toList();
  }

  List<TimeSeries> allSeries(String parameter) {
    return lists(parameter).stream().flatMap(List::stream).toList();
  }

  String text(String parameter) {
    return text(parameter, literal(parameter));
  }

  Optional<String> textIfAny(String parameter) {
    return find(parameter).map(argument -> text(parameter, written(parameter, argument)));
  }

  List<String> texts(String parameter) {
    return literals(parameter).stream().map(literal -> text(parameter, literal)).toList();
  }

  double number(String parameter) {
    return number(parameter, literal(parameter));
  }

  /** NaN where it is absent. */
  double numberIfAny(String parameter) {
    return find(parameter).isPresent() ? number(parameter) : Double.NaN;
  }

  int integer(String parameter) {
    double number = number(parameter);
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw mistake("needs a whole number for '" + parameter + "'");
    }
    return (int) number;
  }

  boolean flag(String parameter) {
    return switch (literal(parameter)) {
      case Expression.Bool bool -> bool.value();
      case Expression.Numeric number when number.value() == 0 || number.value() == 1 ->
          number.value() == 1;
      case Expression.Text text
          when text.value().equalsIgnoreCase("true") || text.value().equalsIgnoreCase("false") ->
          text.value().equalsIgnoreCase("true");
      default -> throw mistake("needs true or false for '" + parameter + "'");
    };
  }

  Reduction reduction(String parameter) {
    return reductionNamed(text(parameter));
  }

  Reduction reductionNamed(String name) {
    return Reduction.named(name).orElseThrow(() -> mistake("has no aggregation '" + name + "'"));
  }

  /** Seconds of an interval as in "1h"; positive where it has no sign. */
  long seconds(String parameter) {
    return seconds(parameter, text(parameter));
  }

  long seconds(String parameter, String text) {
    try {
      Duration offset = AtTime.offset(text);
      if (!offset.isZero()) {
        return offset.toSeconds();
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Said below.
    }
    throw mistake(
        "needs an interval as in '10min', '1h' or '1d' for '%s', not '%s'"
            .formatted(parameter, text));
  }

  /** Seconds since the epoch of a time as in "-1h" or "noon". */
  long time(String parameter) {
    Expression literal = literal(parameter);
    String text =
        literal instanceof Expression.Numeric number ? number.text() : text(parameter, literal);
    return AtTime.parse(text, scope.now(), scope.zone()).getEpochSecond();
  }

  List<Node> nodes(String parameter) {
    return literals(parameter).stream().map(this::node).toList();
  }

  private Node node(Expression literal) {
    if (literal instanceof Expression.Text text) {
      return Node.tag(text.value());
    }
    if (literal instanceof Expression.Numeric number && number.isWhole()) {
      return Node.component((int) number.value());
    }
    throw mistake("takes numbers, and names of tags in quotes, as nodes");
  }

  boolean has(String parameter) {
    return find(parameter).isPresent();
  }

  /** Whatever it is, if it is no series. */
  Optional<Expression> literalIfAny(String parameter) {
    return find(parameter)
        .flatMap(
            argument ->
                argument instanceof Argument.Written written
                    ? Optional.of(written.expression())
                    : Optional.empty())
        .filter(e -> !(e instanceof Expression.Path || e instanceof Expression.Call));
  }

  /** Whatever it is, or what holds where it is not given. */
  Expression literal(String parameter) {
    return find(parameter)
        .map(argument -> written(parameter, argument))
        .or(() -> otherwise(parameter))
        .orElseThrow(() -> absent(parameter));
  }

  /** The arguments of the last parameter, which may be given several times. */
  List<Expression> literals(String parameter) {
    return rest(parameter).stream().map(argument -> written(parameter, argument)).toList();
  }

  TimeRange range(long from, long until) {
    if (until <= from) {
      throw mistake("has an empty range: from %d until %d".formatted(from, until));
    }
    return new TimeRange(from, until);
  }

  /** Before something is made that may be too much. */
  int size(long points) {
    evaluation.budget().checkPoints(function.name(), points);
    return Math.toIntExact(points);
  }

  TallyException mistake(String what) {
    return new TallyException(
        ErrorCode.REQUEST_INVALID, "function %s %s".formatted(function.name(), what));
  }

  String functionName() {
    return function.name();
  }

  private List<TimeSeries> series(Argument argument, TimeRange range) {
    return switch (argument) {
      case Argument.Given given -> given.series();
      case Argument.Written written -> evaluation.evaluate(written.expression(), scope.over(range));
    };
  }

  private Argument required(String parameter) {
    return find(parameter).orElseThrow(() -> absent(parameter));
  }

  private TallyException absent(String parameter) {
    return mistake("needs the argument '" + parameter + "'");
  }

  /** {@code None} is as good as nothing. */
  private Optional<Argument> find(String parameter) {
    int index = function.indexOf(parameter);
    Optional<Argument> given =
        index >= 0 && index < positional.size()
            ? Optional.of(positional.get(index))
            : Optional.ofNullable(named.get(parameter));
    return given.filter(
        argument ->
            !(argument instanceof Argument.Written written
                && written.expression() instanceof Expression.Nothing));
  }

  private Optional<Expression> otherwise(String parameter) {
    return function
        .parameter(parameter)
        .flatMap(declared -> Optional.ofNullable(declared.otherwise()))
        .map(Arguments::expression);
  }

  private static Expression expression(Object otherwise) {
    return switch (otherwise) {
      case Boolean bool -> new Expression.Bool(bool);
      case Integer number -> new Expression.Numeric(number, number.toString());
      case Double number -> new Expression.Numeric(number, NumberText.shortest(number));
      default -> new Expression.Text(otherwise.toString());
    };
  }

  private List<Argument> rest(String parameter) {
    int first = function.indexOf(parameter);
    List<Argument> rest =
        new ArrayList<>(
            first >= positional.size() ? List.of() : positional.subList(first, positional.size()));
    Argument byName = named.get(parameter);
    if (byName != null) {
      rest.add(byName);
    }
    return rest;
  }

  private Expression written(String parameter, Argument argument) {
    return switch (argument) {
      case Argument.Written written -> written.expression();
      case Argument.Given given -> throw mistake("has series as '" + parameter + "'");
    };
  }

  private String text(String parameter, Expression argument) {
    if (argument instanceof Expression.Text text) {
      return text.value();
    }
    throw mistake("needs a text in quotes for '" + parameter + "'");
  }

  private double number(String parameter, Expression argument) {
    if (argument instanceof Expression.Numeric number) {
      return number.value();
    }
    if (argument instanceof Expression.Text text) {
      try {
        return Double.parseDouble(text.value());
      } catch (NumberFormatException e) {
        // Said below.
      }
    }
    throw mistake("needs a number for '" + parameter + "'");
  }
}
