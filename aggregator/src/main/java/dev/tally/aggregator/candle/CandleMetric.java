package dev.tally.aggregator.candle;

import dev.tally.aggregator.http.Parameters;
import dev.tally.aggregator.statement.CandleStates;
import dev.tally.edl.model.Aggregate;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a request asks candles of.
 *
 * @param set one of the metric's
 * @param values one per attribute of the set; all of them where it is empty
 */
record CandleMetric(
    EventType type,
    Metric metric,
    Aggregate.Candle aggregate,
    DimensionSet set,
    List<String> values) {
  CandleMetric {
    values = List.copyOf(values);
  }

  /**
   * By the parameters "eventType", "by" and "value".
   *
   * @throws TallyException NOT_FOUND, REQUEST_INVALID
   */
  static CandleMetric of(Catalog catalog, String name, Parameters parameters, List<String> values) {
    String event = parameters.required("eventType");
    EventType type =
        catalog
            .latest(event)
            .map(Revision::eventType)
            .orElseThrow(() -> notFound("no event type '%s' is published".formatted(event)));
    Metric metric =
        type.metric(name)
            .orElseThrow(() -> notFound("%s has no metric '%s'".formatted(event, name)));
    if (!(metric.aggregate() instanceof Aggregate.Candle candle)) {
      throw notFound(
          "metric '%s' of %s is no candle, but a %s"
              .formatted(name, event, metric.aggregate().keyword()));
    }
    DimensionSet set = set(metric, parameters.text("by", ""));
    if (!values.isEmpty() && values.size() != set.attributes().size()) {
      throw invalid(
          "parameter 'value': %d values, and the dimension set '%s' has %d attributes"
              .formatted(values.size(), set.key(), set.attributes().size()));
    }
    return new CandleMetric(type, metric, candle, set, values);
  }

  private static DimensionSet set(Metric metric, String by) {
    DimensionSet wanted =
        new DimensionSet(
            Arrays.stream(by.split(",", -1))
                .map(String::strip)
                .filter(attribute -> !attribute.isEmpty())
                .toList());
    if (!metric.dimensionSets().contains(wanted)) {
      throw invalid(
          "parameter 'by': metric '%s' is not broken down by '%s', only by %s"
              .formatted(
                  metric.name(),
                  wanted.key(),
                  metric.dimensionSets().stream()
                      .map(set -> "'" + set.key() + "'")
                      .collect(Collectors.joining(", "))));
    }
    return wanted;
  }

  CandleStates states() {
    return new CandleStates(type.name(), metric.name(), set.key(), values);
  }

  /** The widest of its resolutions that an interval is a multiple of: the fewest states. */
  Duration widest(Duration interval, String parameter) {
    return dividing(interval, parameter).getLast();
  }

  /** The finest. */
  Duration finest(Duration interval, String parameter) {
    return dividing(interval, parameter).getFirst();
  }

  private List<Duration> dividing(Duration interval, String parameter) {
    List<Duration> dividing =
        metric.resolutions().stream()
            .filter(resolution -> interval.toSeconds() % resolution.toSeconds() == 0)
            .toList();
    if (dividing.isEmpty()) {
      throw invalid(
          "parameter '%s': %s is no multiple of a resolution of '%s', which has %s"
              .formatted(
                  parameter,
                  Durations.format(interval),
                  metric.name(),
                  metric.resolutions().stream()
                      .map(Durations::format)
                      .collect(Collectors.joining(", "))));
    }
    return dividing;
  }

  private static TallyException notFound(String message) {
    return new TallyException(ErrorCode.NOT_FOUND, message);
  }

  static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
