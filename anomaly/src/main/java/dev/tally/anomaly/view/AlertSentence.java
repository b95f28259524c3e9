package dev.tally.anomaly.view;

import dev.tally.anomaly.detect.Band;
import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.Reading;
import dev.tally.anomaly.life.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * An alert in one sentence, by its peak: {@code departures by origin ORD: 412 on 2001-01-21,
 * expected 1,020–1,180}. Times are UTC.
 */
public final class AlertSentence {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd");
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private AlertSentence() {}

  public static String of(Alert alert) {
    Subject subject = alert.subject();
    Reading peak = alert.peak();
    StringBuilder text =
        new StringBuilder(series(subject)).append(": ").append(number(peak.value()));
    if (!subject.unit().isEmpty()) {
      text.append(' ').append(subject.unit());
    }
    boolean days = subject.resolution().toSeconds() % 86_400 == 0;
    text.append(days ? " on " : " at ").append(time(peak.time(), subject.resolution()));
    text.append(", expected ").append(expectation(peak.band()));
    if (alert.outPoints() > 1) {
      text.append("; out at ").append(number(alert.outPoints())).append(" points since ");
      text.append(time(alert.pendingSince(), subject.resolution()));
    }
    if (!alert.note().isEmpty()) {
      text.append("; ").append(alert.note());
    }
    return text.toString();
  }

  /** {@code delay p95 by origin ORD, destination LAX}. */
  static String series(Subject subject) {
    StringBuilder text = new StringBuilder(subject.metric());
    if (!subject.statistic().isEmpty()) {
      text.append(' ').append(subject.statistic());
    }
    List<String> attributes = subject.dimensionSet().attributes();
    for (int i = 0; i < subject.values().size(); i++) {
      String value = subject.values().get(i);
      text.append(i == 0 ? " by " : ", ").append(attributes.get(i)).append(' ');
      text.append(value.isEmpty() ? "(empty)" : value);
    }
    return text.toString();
  }

  private static String expectation(Band band) {
    if (Double.isNaN(band.lower())) {
      return "at most " + number(band.upper());
    }
    if (Double.isNaN(band.upper())) {
      return "at least " + number(band.lower());
    }
    String between = band.lower() < 0 ? " to " : "–";
    return number(band.lower()) + between + number(band.upper());
  }

  private static String time(Instant time, Duration resolution) {
    long seconds = resolution.toSeconds();
    DateTimeFormatter format = seconds % 86_400 == 0 ? DAY : seconds % 60 == 0 ? MINUTE : SECOND;
    return format.format(time.atOffset(ZoneOffset.UTC));
  }

  /** Three digits that mean something, thousands grouped. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3g", value);
  }
}
