package dev.tally.aggregator.cost;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics of one event type cost on the rows of one day.
 *
 * @param events rows received on the day
 * @param scan null where it has no metric
 */
public record EventTypeCost(
    String eventType,
    long events,
    @Nullable ScanCost scan,
    List<DimensionCost> dimensions,
    List<SeriesCost> series) {
  public EventTypeCost {
    requireNonNull(eventType);
    dimensions = List.copyOf(dimensions);
    series = List.copyOf(series);
  }
}
