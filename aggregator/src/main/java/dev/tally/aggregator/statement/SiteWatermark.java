package dev.tally.aggregator.statement;

import static java.util.Objects.requireNonNull;

/**
 * How far the rollups of a site are, as its {@code watermarks} have it. Times are milliseconds
 * since the epoch.
 *
 * @param resolution seconds
 * @param event empty: the collector, of all event types
 * @param collector empty: nothing that was committed was left
 * @param run all the site's runs of the resolution up to this one are done
 */
public record SiteWatermark(
    long resolution,
    String event,
    String collector,
    long block,
    long receivedMs,
    long timeMs,
    long rolledMs,
    long run) {
  public SiteWatermark {
    requireNonNull(event);
    requireNonNull(collector);
  }
}
