package dev.tally.aggregator.cost;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the metrics of one event type cost on the rows of one day.
 *
 * @param events rows received on the day
 * @param scans by resolution, ascending
 */
public record EventTypeCost(
    String eventType, long events, List<ScanCost> scans, List<SeriesCost> series) {
  public EventTypeCost {
    requireNonNull(eventType);
    scans = List.copyOf(scans);
    series = List.copyOf(series);
  }
}
