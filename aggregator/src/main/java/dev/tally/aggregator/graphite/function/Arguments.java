package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.AtTime;
import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of one call. Series are computed when asked for, so that a function may ask for
 * another range than its own.
 */
final class Arguments {
  private final Function function;
  private final Expression.Call call;
  private final TimeRange range;
  private final Evaluation evaluation;

  Arguments(Function function, Expression.Call call, TimeRange range, Evaluation evaluation) {
    this.function = function;
    this.call = call;
    this.range = range;
    this.evaluation = evaluation;
    if (!function.isVariadic() && call.arguments().size() > function.parameters().size()) {
      throw mistake(
          "takes at most %d arguments, not %d"
              .formatted(function.parameters().size(), call.arguments().size()));
    }
    for (String name : call.named().keySet()) {
      if (!function.parameters().contains(name)) {
        throw mistake("has no parameter '" + name + "'");
      }
    }
  }

  TimeRange range() {
    return range;
  }

  /** The series of a parameter. */
  List<TimeSeries> series(String parameter) {
    return series(parameter, range);
  }

  List<TimeSeries> series(String parameter, TimeRange otherRange) {
    return evaluation.evaluate(required(parameter), otherRange);
  }

  /** The series of a parameter that may be given several times. */
  List<TimeSeries> allSeries(String parameter) {
    required(parameter);
    List<TimeSeries> all = new ArrayList<>();
    for (Expression argument : rest(parameter)) {
      all.addAll(evaluation.evaluate(argument, range));
    }
    return all;
  }

  /** The arguments of the last parameter, which may be given several times. */
  List<Expression> rest(String parameter) {
    int first = function.parameters().indexOf(parameter);
    List<Expression> arguments = call.arguments();
    return first >= arguments.size() ? List.of() : arguments.subList(first, arguments.size());
  }

  String text(String parameter) {
    return text(parameter, required(parameter));
  }

  String text(String parameter, String otherwise) {
    return find(parameter).map(argument -> text(parameter, argument)).orElse(otherwise);
  }

  double number(String parameter) {
    return number(parameter, required(parameter));
  }

  double number(String parameter, double otherwise) {
    return find(parameter).map(argument -> number(parameter, argument)).orElse(otherwise);
  }

  int integer(String parameter) {
    return integer(parameter, required(parameter));
  }

  boolean bool(String parameter, boolean otherwise) {
    return find(parameter)
        .map(
            argument -> {
              if (argument instanceof Expression.Bool bool) {
                return bool.value();
              }
              throw mistake("needs true or false for '" + parameter + "'");
            })
        .orElse(otherwise);
  }

  /** Seconds of an interval as in "1h"; positive where it has no sign. */
  long seconds(String parameter) {
    String text = text(parameter);
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

  /** Whatever it is, as it was given. */
  Expression required(String parameter) {
    return find(parameter).orElseThrow(() -> mistake("needs the argument '" + parameter + "'"));
  }

  TallyException mistake(String what) {
    return new TallyException(
        ErrorCode.REQUEST_INVALID, "function %s %s".formatted(function.name(), what));
  }

  private Optional<Expression> find(String parameter) {
    int index = function.parameters().indexOf(parameter);
    return index < call.arguments().size()
        ? Optional.of(call.arguments().get(index))
        : Optional.ofNullable(call.named().get(parameter));
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
    throw mistake("needs a number for '" + parameter + "'");
  }

  private int integer(String parameter, Expression argument) {
    double number = number(parameter, argument);
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw mistake("needs a whole number for '" + parameter + "'");
    }
    return (int) number;
  }
}
