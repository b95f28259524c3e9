package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.ExpressionParser;
import dev.tally.aggregator.graphite.function.OracleRequests.Request;
import dev.tally.error.TallyException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Our answer to a request against graphite-web's. */
final class OracleComparison {
  private static final double RELATIVE_ERROR_MAX = 1e-9;
  private static final double ERROR_MAX = 1e-9;

  private final SeriesSource source;

  OracleComparison(SeriesSource source) {
    this.source = source;
  }

  /** What differs first. */
  Optional<String> difference(Request request, JsonNode expected) {
    List<TimeSeries> actual;
    try {
      actual = evaluate(request);
    } catch (TallyException e) {
      return expected.isArray() ? Optional.of("refused: " + e.getMessage()) : Optional.empty();
    }
    if (!expected.isArray()) {
      return Optional.of("not refused, but " + expected.get("error").asString());
    } else if (actual.size() != expected.size()) {
      return Optional.of("%d series, not %d".formatted(actual.size(), expected.size()));
    }
    for (int i = 0; i < actual.size(); i++) {
      Optional<String> difference = difference(actual.get(i), expected.get(i));
      if (difference.isPresent()) {
        return difference.map(("series " + i + ": ")::concat);
      }
    }
    return Optional.empty();
  }

  private List<TimeSeries> evaluate(Request request) {
    TimeRange range = request.range().times();
    Instant now = Instant.ofEpochSecond(range.until());
    return new Evaluation(source, now, request.range().zone(), request.range().xFilesFactor())
        .evaluate(ExpressionParser.parse(request.target()), range);
  }

  private static Optional<String> difference(TimeSeries actual, JsonNode expected) {
    if (!actual.name().equals(expected.get("name").asString())) {
      return Optional.of(
          "name '%s', not '%s'".formatted(actual.name(), expected.get("name").asString()));
    }
    JsonNode points = expected.get("points");
    if (actual.size() != points.size()) {
      return Optional.of("%d points, not %d".formatted(actual.size(), points.size()));
    }
    for (int i = 0; i < points.size(); i++) {
      long time = actual.start() + i * actual.step();
      double value = actual.values()[i];
      if (time != points.get(i).get(1).asDouble() || !isNear(value, points.get(i).get(0))) {
        return Optional.of("point %d is [%s,%d], not %s".formatted(i, value, time, points.get(i)));
      }
    }
    Map<String, String> tags = new TreeMap<>();
    expected
        .get("tags")
        .properties()
        .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString()));
    return actual.tags().equals(tags)
        ? Optional.empty()
        : Optional.of("tags %s, not %s".formatted(actual.tags(), tags));
  }

  private static boolean isNear(double actual, JsonNode expected) {
    if (expected.isNull() || Double.isNaN(actual)) {
      return expected.isNull() && !Double.isFinite(actual);
    }
    double error = Math.abs(actual - expected.asDouble());
    return error <= ERROR_MAX || error <= RELATIVE_ERROR_MAX * Math.abs(expected.asDouble());
  }
}
