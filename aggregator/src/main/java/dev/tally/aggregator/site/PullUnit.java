package dev.tally.aggregator.site;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What a site's positions are of. */
record PullUnit(String event, Duration resolution) {
  PullUnit {
    requireNonNull(event);
    requireNonNull(resolution);
  }
}
