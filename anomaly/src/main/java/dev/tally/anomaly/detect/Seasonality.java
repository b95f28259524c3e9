package dev.tally.anomaly.detect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of a series' past counts, and for what: follows from its resolution alone. All sizes are
 * in points of the series, and bounded.
 *
 * @param resolution width of a bucket
 * @param lags where points of the same season lie, the better first
 * @param windowPoints so far back reaches the memory of seasons
 * @param startPoints the first level is taken from so many points: one turn of the shortest season
 * @param historyPointsMin so many points must have been seen before a band is drawn: a week
 * @param residualPointsMin errors of prediction needed before a band is drawn
 * @param residualPointsMax errors of prediction that are remembered
 * @param levelPoints time constant of the level
 * @param shiftPoints so long a series must stay out before the new level is taken for granted
 * @param spreadSlots parts of a day that have a spread of their own
 */
public record Seasonality(
    Duration resolution,
    List<Lag> lags,
    int windowPoints,
    int startPoints,
    int historyPointsMin,
    int residualPointsMin,
    int residualPointsMax,
    int levelPoints,
    int shiftPoints,
    int spreadSlots) {

  /** Points of one series that are remembered at most: four weeks of minutes. */
  public static final int WINDOW_POINTS_MAX = 40_320;

  /** Errors of prediction that are remembered at most: two days of minutes. */
  public static final int RESIDUAL_POINTS_MAX = 2_880;

  private static final long HOUR_SECONDS = 3_600;
  private static final long DAY_SECONDS = 86_400;
  private static final long WEEK_SECONDS = 7 * DAY_SECONDS;

  /**
   * A way to the points of the same season: {@code points}, twice, three times … that far back.
   *
   * @param most so many of them are looked at
   * @param least fewer known ones give no prediction
   */
  public record Lag(int points, int most, int least) {
    /** How far back the farthest one is. */
    int reach() {
      return points * most;
    }
  }

  public Seasonality {
    lags = List.copyOf(lags);
  }

  /**
   * Hour-of-week, and hour-of-day until that is known, for what is finer than a day; day-of-week
   * for days; no season for widths that divide neither.
   *
   * @throws IllegalArgumentException when {@code resolution} is less than a second
   */
  public static Seasonality of(Duration resolution) {
    long seconds = resolution.toSeconds();
    if (seconds < 1) {
      throw new IllegalArgumentException("resolution " + resolution);
    }
    return seconds < DAY_SECONDS && DAY_SECONDS % seconds == 0
        ? withinDay(resolution, seconds)
        : ofDays(resolution, seconds);
  }

  private static Seasonality withinDay(Duration resolution, long seconds) {
    int day = (int) (DAY_SECONDS / seconds);
    List<Lag> lags = new ArrayList<>();
    addIfFits(lags, (int) (WEEK_SECONDS / seconds), seconds < HOUR_SECONDS ? 4 : 6, 3);
    addIfFits(lags, day, 14, 4);
    if (lags.isEmpty()) {
      lags.add(new Lag(1, 14, 10));
    }
    return new Seasonality(
        resolution,
        lags,
        reach(lags),
        day,
        Math.min(7 * day, reach(lags)),
        Math.clamp(day, 7, RESIDUAL_POINTS_MAX / 2),
        Math.min((seconds < HOUR_SECONDS ? 2 : 14) * day, RESIDUAL_POINTS_MAX),
        7 * day,
        Math.max(7, 2 * day),
        Math.min(day, 24));
  }

  private static Seasonality ofDays(Duration resolution, long seconds) {
    List<Lag> lags = new ArrayList<>();
    if (WEEK_SECONDS % seconds == 0 && seconds < WEEK_SECONDS) {
      addIfFits(lags, (int) (WEEK_SECONDS / seconds), 8, 2);
    }
    if (lags.isEmpty()) {
      lags.add(new Lag(1, 14, 10));
    }
    return new Seasonality(resolution, lags, reach(lags), 7, 7, 7, 56, 14, 7, 1);
  }

  /** As many of {@code most} as the window holds; none when those are fewer than {@code least}. */
  private static void addIfFits(List<Lag> lags, int points, int most, int least) {
    int fitting = Math.min(most, WINDOW_POINTS_MAX / points);
    if (fitting >= least) {
      lags.add(new Lag(points, fitting, least));
    }
  }

  private static int reach(List<Lag> lags) {
    return lags.stream().mapToInt(Lag::reach).max().orElseThrow();
  }

  /**
   * So many points before the first one that is judged bring a model to where it would be had it
   * seen everything: twice the window, so that what the window holds was itself seen with a full
   * window.
   */
  public int warmUpPoints() {
    return Math.min(2 * windowPoints, WINDOW_POINTS_MAX);
  }

  /** Buckets since 1970-01-01T00:00Z; the index of the bucket that holds the time. */
  public long index(long epochSecond) {
    return Math.floorDiv(epochSecond, resolution.toSeconds());
  }

  /** Start of a bucket, the inverse of {@link #index}. */
  public long epochSecond(long index) {
    return index * resolution.toSeconds();
  }

  /** Which part of the day a bucket is in, from 0 to {@code spreadSlots} − 1. */
  int spreadSlot(long index) {
    return (int) (Math.floorMod(epochSecond(index), DAY_SECONDS) * spreadSlots / DAY_SECONDS);
  }
}
