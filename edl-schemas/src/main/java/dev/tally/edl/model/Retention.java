package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How long what is computed of an event type is kept in one bucket width, counted from the
 * beginning of the bucket.
 *
 * @param states for ever when absent; late events older than that change nothing any more
 * @param series for ever when absent
 */
public record Retention(Duration resolution, Optional<Duration> states, Optional<Duration> series) {
  public Retention {
    requireNonNull(resolution);
    requireNonNull(states);
    requireNonNull(series);
  }
}
