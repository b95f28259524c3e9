package dev.tally.anomaly.notify;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.model.AlertRule.Severity;

/**
 * One thing to tell one notifier.
 *
 * @param id stays the same over all attempts; a receiver drops what it has seen
 * @param notifier its name in the configuration
 * @param sentence for people
 * @param body for programs, JSON
 * @param attempts so far
 */
public record Notice(
    long id,
    String alertId,
    Kind kind,
    String notifier,
    Severity severity,
    String sentence,
    String body,
    int attempts) {

  public enum Kind {
    FIRED,
    RESOLVED
  }

  public Notice {
    requireNonNull(alertId);
    requireNonNull(kind);
    requireNonNull(notifier);
    requireNonNull(severity);
    requireNonNull(sentence);
    requireNonNull(body);
  }
}
