package dev.tally.edl.load;

import dev.tally.edl.model.Durations;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Retention;
import dev.tally.edl.proto.EventOptions;
import dev.tally.edl.proto.RetentionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads how long states and series of an event type are kept. */
final class RetentionReader {
  private static final String OPTION = "retention";
  private static final Duration DAY = Duration.ofDays(1);

  private final EventScope scope;
  private final EventOptions options;
  private final OptionPlace place;
  private final List<Metric> metrics;

  RetentionReader(EventScope scope, EventOptions options, OptionPlace place, List<Metric> metrics) {
    this.scope = scope;
    this.options = options;
    this.place = place;
    this.metrics = metrics;
  }

  /** Without those that were refused. */
  List<Retention> read() {
    List<Retention> retentions = new ArrayList<>();
    for (int i = 0; i < options.getRetentionCount(); i++) {
      RetentionOptions written = options.getRetention(i);
      Optional<Duration> resolution = resolution(written, i, retentions);
      Optional<Duration> states = duration("states", written.getStates(), i);
      Optional<Duration> series = duration("series", written.getSeries(), i);
      if (!written.hasStates() && !written.hasSeries()) {
        refuse(i, "it says neither states nor series");
      }
      if (resolution.isPresent() && (states.isPresent() || series.isPresent())) {
        states.ifPresent(kept -> checkWindows(resolution.get(), kept));
        retentions.add(new Retention(resolution.get(), states, series));
      }
    }
    return retentions;
  }

  private Optional<Duration> resolution(
      RetentionOptions written, int index, List<Retention> before) {
    Optional<Duration> resolution = Durations.parse(written.getResolution());
    if (resolution.isEmpty()) {
      refuse(
          index,
          "resolution '%s' is no duration; write a whole number and one of s, m, h, d, w"
              .formatted(written.getResolution()));
      return Optional.empty();
    }
    Duration width = resolution.get();
    if (before.stream().anyMatch(r -> r.resolution().equals(width))) {
      refuse(index, "resolution '%s' stands twice".formatted(written.getResolution()));
      return Optional.empty();
    }
    if (!width.equals(DAY) && metrics.stream().noneMatch(m -> m.resolutions().contains(width))) {
      refuse(index, "no metric has the resolution '%s'".formatted(written.getResolution()));
      return Optional.empty();
    }
    return resolution;
  }

  private Optional<Duration> duration(String key, String text, int index) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> duration = Durations.parse(text);
    if (duration.isEmpty()) {
      refuse(
          index,
          "%s '%s' is no duration; write a whole number and one of s, m, h, d, w"
              .formatted(key, text));
    } else if (duration.get().compareTo(EdlLimits.RETENTION_MIN) < 0
        || duration.get().compareTo(EdlLimits.RETENTION_MAX) > 0) {
      refuse(
          index,
          "%s '%s' is not from %s to %s"
              .formatted(
                  key,
                  text,
                  Durations.format(EdlLimits.RETENTION_MIN),
                  Durations.format(EdlLimits.RETENTION_MAX)));
      return Optional.empty();
    }
    return duration;
  }

  /** A window is merged from the states of its steps: days, or the coarsest resolution. */
  private void checkWindows(Duration resolution, Duration kept) {
    for (Metric metric : metrics) {
      for (Duration window : metric.windows()) {
        boolean isOfDays = window.toSeconds() % DAY.toSeconds() == 0;
        Duration step = isOfDays ? DAY : metric.resolutions().getLast();
        if (step.equals(resolution) && kept.compareTo(window) < 0) {
          refuse(
              0,
              "states of %s are kept for %s, but the window '%s' of metric %s needs them for as long as it is"
                  .formatted(
                      Durations.format(resolution),
                      Durations.format(kept),
                      Durations.format(window),
                      metric.name()));
        }
      }
    }
  }

  private void refuse(int index, String words) {
    scope.refuse(
        place.position(OPTION, index),
        "the retention of %s: %s".formatted(scope.eventType(), words));
  }
}
