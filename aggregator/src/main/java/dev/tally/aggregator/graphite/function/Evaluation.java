package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.aggregator.graphite.expression.PathPattern;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;

/** Computes targets, functions inside out. */
public final class Evaluation {
  private final SeriesSource source;

  public Evaluation(SeriesSource source) {
    this.source = source;
  }

  /**
   * @throws TallyException REQUEST_INVALID for an unknown function or wrong arguments
   */
  public List<TimeSeries> evaluate(Expression expression, TimeRange range) {
    return switch (expression) {
      case Expression.Path path -> source.fetch(new PathPattern(path.pattern()), range);
      case Expression.Call call -> call(call, range);
      case Expression.Numeric number -> throw notSeries(number.text());
      case Expression.Text text -> throw notSeries("'" + text.value() + "'");
      case Expression.Bool bool -> throw notSeries(String.valueOf(bool.value()));
    };
  }

  private List<TimeSeries> call(Expression.Call call, TimeRange range) {
    Function function = Functions.find(call.function());
    return function.body().apply(new Arguments(function, call, range, this));
  }

  private static TallyException notSeries(String what) {
    return new TallyException(
        ErrorCode.REQUEST_INVALID,
        what + " stands where a path or a function of series is expected");
  }
}
