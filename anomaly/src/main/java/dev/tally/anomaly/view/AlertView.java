package dev.tally.anomaly.view;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.Ending;
import dev.tally.anomaly.life.Reading;
import dev.tally.anomaly.life.Subject;
import dev.tally.edl.model.Durations;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert in JSON, as {@code /api/v1/alerts} answers and webhooks send. What is not known is null.
 *
 * @param pointTime start of the bucket of the latest point that was out; value and bounds are its
 * @param score of the peak, see {@code Verdict}
 * @param kind what it watches: a SERIES, or how many values a DIMENSION has on a day; then the
 *     metric is the attribute, and no series has its path
 * @param note what else is known, in words; empty for nothing
 * @param description one sentence
 */
public record AlertView(
    String id,
    String kind,
    String eventType,
    String rule,
    String metric,
    String statistic,
    String resolution,
    List<String> dimensionSet,
    List<String> values,
    String unit,
    String path,
    String severity,
    String state,
    @Nullable String ending,
    Instant pendingSince,
    @Nullable Instant firingSince,
    @Nullable Instant resolvedAt,
    Instant pointTime,
    double value,
    @Nullable Double expected,
    @Nullable Double lower,
    @Nullable Double upper,
    Point first,
    Point peak,
    int outPoints,
    double score,
    String note,
    String description) {

  /** A point that was out. */
  public record Point(
      Instant time,
      double value,
      @Nullable Double expected,
      @Nullable Double lower,
      @Nullable Double upper) {
    static Point of(Reading reading) {
      return new Point(
          reading.time(),
          reading.value(),
          known(reading.band().expected()),
          known(reading.band().lower()),
          known(reading.band().upper()));
    }
  }

  public static AlertView of(Alert alert) {
    Subject subject = alert.subject();
    Point last = Point.of(alert.last());
    return new AlertView(
        alert.id(),
        subject.rule().isOfDimension() ? "DIMENSION" : "SERIES",
        subject.rule().eventType(),
        subject.rule().rule(),
        subject.metric(),
        subject.statistic(),
        Durations.format(subject.resolution()),
        subject.dimensionSet().attributes(),
        subject.values(),
        subject.unit(),
        subject.path(),
        subject.severity().name(),
        alert.state().name(),
        alert.ending().map(Ending::name).orElse(null),
        alert.pendingSince(),
        alert.firingSince().orElse(null),
        alert.resolvedAt().orElse(null),
        last.time(),
        last.value(),
        last.expected(),
        last.lower(),
        last.upper(),
        Point.of(alert.first()),
        Point.of(alert.peak()),
        alert.outPoints(),
        alert.peak().score(),
        alert.note(),
        AlertSentence.of(alert));
  }

  /** JSON has no NaN. */
  public static @Nullable Double known(double number) {
    return Double.isFinite(number) ? number : null;
  }
}
