package dev.tally.aggregator.site;

import static java.util.Objects.requireNonNull;

import dev.tally.storage.Endpoint;
import java.util.regex.Pattern;

/**
 * The ClickHouse of another Tally.
 *
 * @param name how its states are marked here; must not change
 * @param pullsPerBucket how often at most a bucket is pulled while events come into it: it comes
 *     whole each time
 */
public record Site(String name, Endpoint endpoint, int pullsPerBucket) {
  public static final int PULLS_PER_BUCKET_DEFAULT = 6;
  public static final int PULLS_PER_BUCKET_MAX = 1_440;

  /** How many there may be. */
  public static final int SITES_MAX = 16;

  /** Of names. */
  public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,39}");

  public Site {
    requireNonNull(name);
    requireNonNull(endpoint);
    if (pullsPerBucket < 1 || pullsPerBucket > PULLS_PER_BUCKET_MAX) {
      throw new IllegalArgumentException("pulls per bucket: " + pullsPerBucket);
    }
  }
}
