package dev.tally.aggregator.graphite;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What one request, and one user, may ask for.
 *
 * @param seriesPerRender series that one render may read
 * @param pointsPerRender values that one render may read, those that are null included
 * @param time of all queries of a request together
 * @param requestsPerUser requests of one user that are answered at once; others wait
 * @param requests the same of all users
 * @param turnWait how long a request waits for its turn
 */
public record GraphiteLimits(
    int seriesPerRender,
    long pointsPerRender,
    Duration time,
    int requestsPerUser,
    int requests,
    Duration turnWait) {
  public static final int SERIES_PER_RENDER_MAX = 10_000;
  public static final long POINTS_PER_RENDER_MAX = 5_000_000;
  public static final int REQUEST_SECONDS_MAX = 30;
  public static final int REQUESTS_PER_USER_MAX = 8;

  /** Fewer than the engine's connections: collector and rollups need some. */
  public static final int REQUESTS_MAX = 20;

  public static final int TURN_WAIT_SECONDS_MAX = 10;

  public static final GraphiteLimits DEFAULT =
      new GraphiteLimits(
          SERIES_PER_RENDER_MAX,
          POINTS_PER_RENDER_MAX,
          Duration.ofSeconds(REQUEST_SECONDS_MAX),
          REQUESTS_PER_USER_MAX,
          REQUESTS_MAX,
          Duration.ofSeconds(TURN_WAIT_SECONDS_MAX));

  public GraphiteLimits {
    requireNonNull(time);
    requireNonNull(turnWait);
  }
}
