package dev.tally.aggregator.site;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much is pulled, and how often.
 *
 * @param rows of states in one pull, passed by at most one bucket; bounds the memory that putting
 *     them in takes in the engine
 * @param buckets of an event type and resolution in one pull
 * @param interval between two looks at least; wider buckets have longer ones, by the site
 */
public record PullLimits(long rows, int buckets, Duration interval) {
  public static final PullLimits DEFAULT = new PullLimits(200_000, 5_000, Duration.ofMinutes(1));

  /** Stretches of buckets of an event type and resolution in one pull. */
  static final int SPANS_MAX = 500;

  public PullLimits {
    requireNonNull(interval);
  }

  Duration interval(Site site, Duration resolution) {
    Duration wide = resolution.dividedBy(site.pullsPerBucket());
    return wide.compareTo(interval) > 0 ? wide : interval;
  }
}
