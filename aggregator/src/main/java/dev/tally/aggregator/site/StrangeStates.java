package dev.tally.aggregator.site;

import static java.util.Objects.requireNonNull;

/**
 * What a site has states of and we have no metric for: we lack the event type, the metric, the
 * dimension set, or have another aggregate of that name.
 *
 * @param table that it has them in
 */
record StrangeStates(String event, String metric, String set, String table) {
  StrangeStates {
    requireNonNull(event);
    requireNonNull(metric);
    requireNonNull(set);
    requireNonNull(table);
  }

  /** For people. */
  String words() {
    return set.isEmpty()
        ? "%s.%s (in %s)".formatted(event, metric, table)
        : "%s.%s by %s (in %s)".formatted(event, metric, set, table);
  }
}
