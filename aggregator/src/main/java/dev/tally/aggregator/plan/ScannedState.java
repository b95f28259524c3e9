package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

/**
 * A column of a scan that holds a state of each group.
 *
 * @param expression an aggregate over the inner columns of the scan
 * @param merge the same of larger groups, an aggregate over this column: {@code sum(%s)}
 */
record ScannedState(String name, String expression, String merge) {
  ScannedState {
    requireNonNull(name);
    requireNonNull(expression);
    requireNonNull(merge);
  }

  String definition() {
    return expression + " AS " + name;
  }

  String merged() {
    return merge.formatted(name);
  }
}
