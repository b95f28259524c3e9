package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.aggregator.graphite.expression.ExpressionParser;
import dev.tally.aggregator.graphite.expression.PathPattern;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes the targets of one request, functions inside out. Each path is read once per range. */
public final class Evaluation {
  /** Expressions that expressions make, as {@code applyByNode} does, one within the other. */
  static final int DEPTH_MAX = 100;

  private record Read(String pattern, TimeRange range) {}

  private final SeriesSource source;
  private final Instant now;
  private final ZoneId zone;
  private final double xFilesFactor;
  private final Map<Read, List<TimeSeries>> reads = new HashMap<>();
  private final Map<String, double[]> stacks = new HashMap<>();
  private final Budget budget = new Budget();
  private int depth;

  /**
   * @param now what "now" means in arguments
   * @param zone in which dates in arguments are meant
   */
  public Evaluation(SeriesSource source, Instant now, ZoneId zone) {
    this(source, now, zone, 0);
  }

  /**
   * @param xFilesFactor which share of values must be there for several to become one, where a
   *     target does not say
   */
  public Evaluation(SeriesSource source, Instant now, ZoneId zone, double xFilesFactor) {
    this.source = source;
    this.now = now;
    this.zone = zone;
    this.xFilesFactor = xFilesFactor;
  }

  /**
   * @throws TallyException REQUEST_INVALID for an unknown function or wrong arguments, QUERY_LIMIT
   *     for what is too much
   */
  public List<TimeSeries> evaluate(Expression target, TimeRange range) {
    return evaluate(target, new Scope(range, now, zone, new Memory(stacks, xFilesFactor)));
  }

  List<TimeSeries> evaluate(Expression expression, Scope scope) {
    if (++depth > DEPTH_MAX) {
      throw invalid("expressions are nested deeper than " + DEPTH_MAX);
    }
    List<TimeSeries> series =
        switch (expression) {
          case Expression.Path path -> read(path.pattern(), scope);
          case Expression.Call call -> call(call, scope);
          case Expression.Numeric number -> throw notSeries(number.text());
          case Expression.Text text -> throw notSeries("'" + text.value() + "'");
          case Expression.Bool bool -> throw notSeries(String.valueOf(bool.value()));
          case Expression.Nothing nothing -> throw notSeries("None");
        };
    depth--;
    return series;
  }

  /** A target that a function made. */
  List<TimeSeries> evaluate(String target, Scope scope) {
    return evaluate(ExpressionParser.parse(target), scope);
  }

  /** A function of series that are there already. */
  List<TimeSeries> apply(String function, List<List<TimeSeries>> lists, Scope scope) {
    List<Argument> arguments = lists.stream().<Argument>map(Argument.Given::new).toList();
    return apply(Functions.find(function), arguments, Map.of(), scope);
  }

  SeriesSource source() {
    return source;
  }

  Budget budget() {
    return budget;
  }

  private List<TimeSeries> call(Expression.Call call, Scope scope) {
    Map<String, Argument> named = new HashMap<>();
    call.named().forEach((name, value) -> named.put(name, new Argument.Written(value)));
    List<Argument> arguments =
        call.arguments().stream().<Argument>map(Argument.Written::new).toList();
    return apply(Functions.find(call.function()), arguments, named, scope);
  }

  private List<TimeSeries> apply(
      Function function, List<Argument> arguments, Map<String, Argument> named, Scope scope) {
    Arguments given = new Arguments(function, arguments, named, scope, this);
    List<TimeSeries> made;
    try {
      made = function.body().apply(given);
    } catch (ArithmeticException e) {
      throw given.mistake("is given a number or an interval that is too large");
    }
    budget.checkResult(function.name(), made);
    double factor = scope.memory().xFilesFactor();
    return made.stream().map(series -> series.orXFilesFactor(factor)).toList();
  }

  private List<TimeSeries> read(String pattern, Scope scope) {
    Read read = new Read(pattern, scope.range());
    List<TimeSeries> known = reads.get(read);
    if (known == null) {
      known = List.copyOf(source.fetch(new PathPattern(pattern), scope.range()));
      reads.put(read, known);
    }
    return read(known, scope);
  }

  /** Series as they are stored, with what has been said of all until now. */
  static List<TimeSeries> read(List<TimeSeries> stored, Scope scope) {
    double factor = scope.memory().xFilesFactor();
    return factor == 0
        ? stored
        : stored.stream().map(series -> series.withXFilesFactor(factor)).toList();
  }

  private static TallyException notSeries(String what) {
    return invalid(what + " stands where a path or a function of series is expected");
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
