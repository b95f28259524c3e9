package dev.tally.aggregator.graphite;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.aggregator.graphite.expression.ExpressionParser;
import dev.tally.aggregator.graphite.function.FunctionList;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.http.Parameters;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What {@code /render} is asked for.
 *
 * @param pointsMax {@code maxDataPoints}
 * @param xFilesFactor which share of values must be there for several to become one
 * @param cached whether an answer may come from the cache
 */
record RenderRequest(
    List<Expression> targets,
    TimeRange range,
    RequestTimes times,
    RenderFormat format,
    OptionalInt pointsMax,
    double xFilesFactor,
    boolean noNullPoints,
    boolean cached) {
  /** Targets of one request. */
  static final int TARGETS_MAX = 1_000;

  private static final String FROM_DEFAULT = "-24h";

  RenderRequest {
    targets = List.copyOf(targets);
    requireNonNull(range);
    requireNonNull(times);
    requireNonNull(format);
    requireNonNull(pointsMax);
  }

  /**
   * @throws TallyException REQUEST_INVALID
   */
  static RenderRequest of(Parameters parameters, Instant clock) {
    RenderFormat format =
        RenderFormat.named(
            parameters.text("format", parameters.find("rawData").isPresent() ? "raw" : "json"));
    List<String> targets = targets(parameters);
    if (targets.isEmpty() || targets.size() > TARGETS_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "a render has 1 to %d targets, not %d".formatted(TARGETS_MAX, targets.size()));
    }
    Map<String, String> template = parameters.inBrackets("template");
    RequestTimes times = RequestTimes.of(parameters, clock);
    return new RenderRequest(
        targets.stream().map(target -> ExpressionParser.parse(target, template)).toList(),
        times.range(parameters.text("from", FROM_DEFAULT), parameters.text("until", "now")),
        times,
        format,
        parameters
            .integer("maxDataPoints", 1, Integer.MAX_VALUE)
            .filter(points -> format == RenderFormat.JSON)
            .map(OptionalInt::of)
            .orElseGet(OptionalInt::empty),
        parameters.number("xFilesFactor", 0),
        parameters.flag("noNullPoints"),
        parameters.find("noCache").isEmpty());
  }

  private static List<String> targets(Parameters parameters) {
    List<String> plain = parameters.all("target");
    return plain.isEmpty() ? parameters.all("target[]") : plain;
  }

  /** Equal requests have equal answers, as long as the series are the same. */
  RenderRequest key() {
    return FunctionList.readsClock(targets.toString())
        ? this
        : new RenderRequest(
            targets,
            range,
            new RequestTimes(Instant.EPOCH, times.zone()),
            format,
            pointsMax,
            xFilesFactor,
            noNullPoints,
            cached);
  }
}
