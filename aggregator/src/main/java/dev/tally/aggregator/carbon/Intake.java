package dev.tally.aggregator.carbon;

import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes the points of all clients, and holds back who sends too fast. For any number of threads.
 */
final class Intake {
  private static final double NOW = -1;

  private final KnownSeries series;
  private final WriteBehind writer;
  private final PointRate rate;
  private final String prefix;
  private final CarbonMeters meters;
  private final Clock clock;

  Intake(
      KnownSeries series,
      WriteBehind writer,
      PointRate rate,
      String prefix,
      CarbonMeters meters,
      Clock clock) {
    this.series = series;
    this.writer = writer;
    this.rate = rate;
    this.prefix = prefix;
    this.meters = meters;
    this.clock = clock;
  }

  /**
   * Takes those that can be taken; returns when more may come.
   *
   * @param taken counts them
   * @throws InterruptedException when nothing is taken any more
   */
  void take(String client, List<SentPoint> points, Counter taken) throws InterruptedException {
    PointBatch batch = new PointBatch();
    for (SentPoint point : points) {
      try {
        place(point, batch);
      } catch (RefusedException e) {
        meters.refused(e.refusal(), client, point.toString(), e.what());
      }
    }
    writer.add(batch);
    taken.increment(batch.size());
    long wait = rate.take(points.size(), System.nanoTime());
    if (wait > 0) {
      meters.heldByRate();
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }

  private void place(SentPoint point, PointBatch batch) throws RefusedException {
    if (!Double.isFinite(point.value())) {
      throw new RefusedException(Refusal.VALUE, "the value is no finite number");
    }
    long time = time(point.time());
    KnownOne one = series.find(prefix.isEmpty() ? point.path() : prefix + point.path());
    batch.add(one, one.onGrid(time), point.value());
  }

  private long time(double sent) throws RefusedException {
    Instant now = clock.instant();
    if (Math.ceil(sent) == NOW) {
      return now.getEpochSecond();
    }
    long seconds = (long) sent;
    if (Double.isNaN(sent)
        || seconds < Math.max(0, now.minus(CarbonLimits.AGE_MAX).getEpochSecond())
        || seconds > now.plus(CarbonLimits.AHEAD_MAX).getEpochSecond()) {
      throw new RefusedException(
          Refusal.TIME,
          "the time is not between %d days ago and %d hours ahead, in seconds since 1970"
              .formatted(CarbonLimits.AGE_MAX.toDays(), CarbonLimits.AHEAD_MAX.toHours()));
    }
    return seconds;
  }
}
