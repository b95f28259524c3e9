package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.expression.AtTime;
import dev.tally.aggregator.graphite.expression.Expression;
import dev.tally.aggregator.graphite.expression.ExpressionParser;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.http.Parameters;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What {@code /render} is asked for.
 *
 * @param zone in which dates without one are meant
 * @param pointsMax {@code maxDataPoints}
 */
record RenderRequest(
    List<Expression> targets,
    TimeRange range,
    Instant now,
    ZoneId zone,
    OptionalInt pointsMax,
    boolean noNullPoints) {
  /** Targets of one request. */
  static final int TARGETS_MAX = 1_000;

  private static final String FROM_DEFAULT = "-24h";

  RenderRequest {
    targets = List.copyOf(targets);
  }

  /**
   * @throws TallyException REQUEST_INVALID
   */
  static RenderRequest of(Parameters parameters, Instant now) {
    String format = parameters.text("format", "json");
    if (!format.equals("json")) {
      throw invalid("format '" + format + "' is not offered; json is");
    }
    List<String> targets = parameters.all("target");
    if (targets.isEmpty() || targets.size() > TARGETS_MAX) {
      throw invalid("a render has 1 to %d targets, not %d".formatted(TARGETS_MAX, targets.size()));
    }
    Map<String, String> template = parameters.inBrackets("template");
    ZoneId zone = zone(parameters);
    return new RenderRequest(
        targets.stream().map(target -> ExpressionParser.parse(target, template)).toList(),
        range(parameters, now, zone),
        now,
        zone,
        parameters
            .integer("maxDataPoints", 1, Integer.MAX_VALUE)
            .map(OptionalInt::of)
            .orElseGet(OptionalInt::empty),
        parameters.flag("noNullPoints"));
  }

  private static TimeRange range(Parameters parameters, Instant now, ZoneId zone) {
    Instant from = AtTime.parse(parameters.text("from", FROM_DEFAULT), now, zone);
    Instant until = AtTime.parse(parameters.text("until", "now"), now, zone);
    // A second that has begun belongs to a range that ends in it.
    long untilSeconds = until.getNano() > 0 ? until.getEpochSecond() + 1 : until.getEpochSecond();
    if (untilSeconds <= from.getEpochSecond()) {
      throw invalid("the range from %s until %s is empty".formatted(from, until));
    }
    return new TimeRange(from.getEpochSecond(), untilSeconds);
  }

  private static ZoneId zone(Parameters parameters) {
    try {
      return parameters.find("tz").<ZoneId>map(ZoneId::of).orElse(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new TallyException(ErrorCode.REQUEST_INVALID, "parameter 'tz': " + e.getMessage(), e);
    }
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
