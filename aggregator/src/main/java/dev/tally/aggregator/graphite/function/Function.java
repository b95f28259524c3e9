package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A function over series.
 *
 * @param name as targets write it
 * @param parameters their names, in order
 * @param isVariadic whether the last parameter may be given any number of times
 */
record Function(String name, List<String> parameters, boolean isVariadic, Body body) {
  /** What it computes. */
  @FunctionalInterface
  interface Body {
    List<TimeSeries> apply(Arguments arguments);
  }

  Function {
    requireNonNull(name);
    parameters = List.copyOf(parameters);
    requireNonNull(body);
  }

  static Function of(String name, List<String> parameters, Body body) {
    return new Function(name, parameters, false, body);
  }

  static Function variadic(String name, List<String> parameters, Body body) {
    return new Function(name, parameters, true, body);
  }
}
