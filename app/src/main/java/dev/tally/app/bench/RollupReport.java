package dev.tally.app.bench;

import java.util.Map;

/**
 * What {@code tally bench rollup} prints.
 *
 * @param events of one hour, in the one pass with ten metrics by three dimension sets, by the
 *     minute and by the hour
 * @param eventsPerSecond of that pass, from committed blocks to points
 * @param secondsByStep of that pass
 * @param points that it has written
 * @param sample events of the passes below
 * @param metricMicros what the first metric takes per event, and each further one adds, all by
 *     three dimension sets; best of several passes
 * @param setMicros what ten metrics take per event overall, and each further dimension set adds
 * @param newPoint a block of a new minute
 * @param otherWays events per second of other ways to the same figures, of the sample
 * @param ratios the rollup's events per second, of the sample, by those
 */
public record RollupReport(
    int processors,
    long events,
    long eventsPerSecond,
    Map<String, Double> secondsByStep,
    long points,
    long sample,
    long sampleEventsPerSecond,
    Map<String, Double> metricMicros,
    Map<String, Double> setMicros,
    NewPoint newPoint,
    Map<String, Long> otherWays,
    Map<String, Double> ratios) {

  /**
   * What a run takes with 1,000 events of a minute that is not there yet, at the end of a history
   * of one day and of many; the median of several.
   *
   * @param events in the block
   * @param historyDays of the long history
   * @param statesAfterDay rows of the states tables before
   * @param ratio of the second time to the first
   */
  public record NewPoint(
      int events,
      int historyDays,
      double afterDayMs,
      double afterHistoryMs,
      double ratio,
      long statesAfterDay,
      long statesAfterHistory) {}
}
