package dev.tally.app.service;

import dev.tally.aggregator.annotation.Annotation;
import dev.tally.aggregator.annotation.AnnotationSource;
import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.life.Subject;
import dev.tally.anomaly.store.AlertStore;
import dev.tally.anomaly.view.AlertSentence;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Alerts that fired and that were resolved, as lines in graphs; tags {@code alert}, {@code firing}
 * or {@code resolved}, the severity, the event type and the metric. Times are those of points.
 */
record AlertAnnotations(AlertStore store) implements AnnotationSource {

  @Override
  public List<Annotation> between(Instant from, Instant until, int limit) {
    return store.during(from, until, limit).stream()
        .flatMap(
            alert ->
                Stream.concat(
                    in(alert.firingSince(), from, until)
                        .map(time -> annotation(alert, "firing", time)),
                    in(alert.resolvedAt(), from, until)
                        .map(time -> annotation(alert, "resolved", time))))
        .limit(limit)
        .toList();
  }

  private static Stream<Instant> in(Optional<Instant> time, Instant from, Instant until) {
    return time.filter(t -> !t.isBefore(from) && !t.isAfter(until)).stream();
  }

  private static Annotation annotation(Alert alert, String state, Instant time) {
    Subject subject = alert.subject();
    String eventType = subject.rule().eventType();
    return new Annotation(
        "alert-%s-%s".formatted(alert.id(), state),
        time,
        "%s: %s %s".formatted(state, eventType, AlertSentence.of(alert)),
        subject.path(),
        List.of(
            "alert",
            state,
            subject.severity().name().toLowerCase(Locale.ROOT),
            eventType,
            subject.metric()));
  }
}
