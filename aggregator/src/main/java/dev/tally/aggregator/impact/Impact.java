package dev.tally.aggregator.impact;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What a change of schemas would do to what there is.
 *
 * @param days how far back was looked
 * @param total event types that change; those that are not among the items have the fewest rows
 * @param items most rows first, then by name
 */
public record Impact(Instant measuredAt, int days, int total, List<EventTypeImpact> items) {
  public Impact {
    requireNonNull(measuredAt);
    items = List.copyOf(items);
  }
}
