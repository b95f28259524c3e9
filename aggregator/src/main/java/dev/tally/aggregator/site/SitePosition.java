package dev.tally.aggregator.site;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * How far an event type and resolution is pulled from a site.
 *
 * @param run of the site; buckets that its later runs touched are not here, or not as they are
 * @param goal the next run, once all buckets are pulled
 * @param next the first bucket that is not yet, in seconds since the epoch; 0: all are
 * @param metrics fingerprint of those that are pulled
 */
record SitePosition(long run, long goal, long next, String metrics, Instant pulledAt) {
  SitePosition {
    requireNonNull(metrics);
    requireNonNull(pulledAt);
  }

  /** Nothing is here. */
  static SitePosition none(String metrics) {
    return new SitePosition(0, 0, 0, metrics, Instant.EPOCH);
  }

  /** Whether buckets are left. */
  boolean hasMore() {
    return next != 0;
  }

  /** Everything up to its goal is here. */
  SitePosition reached(Instant now) {
    return new SitePosition(goal, goal, 0, metrics, now);
  }

  /** What lies before a bucket is. */
  SitePosition upTo(long bucket, Instant now) {
    return new SitePosition(run, goal, bucket, metrics, now);
  }

  /** The same, on the way to a run of the site. */
  SitePosition towards(long run) {
    return hasMore() ? this : new SitePosition(this.run, run, next, metrics, pulledAt);
  }
}
