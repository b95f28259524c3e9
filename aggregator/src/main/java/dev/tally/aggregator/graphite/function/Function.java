package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A function over series.
 *
 * @param name as targets write it
 * @param description one sentence
 * @param isAggregating whether {@code groupByNode} and the like may be told to call it
 */
record Function(
    String name,
    Group group,
    String description,
    List<Parameter> parameters,
    boolean isAggregating,
    Body body) {
  /** What it computes. */
  @FunctionalInterface
  interface Body {
    List<TimeSeries> apply(Arguments arguments);
  }

  Function {
    requireNonNull(name);
    requireNonNull(group);
    requireNonNull(description);
    parameters = List.copyOf(parameters);
    requireNonNull(body);
  }

  static Function of(
      String name, Group group, String description, Body body, Parameter... parameters) {
    return new Function(name, group, description, List.of(parameters), false, body);
  }

  Function aggregating() {
    return new Function(name, group, description, parameters, true, body);
  }

  /** The same under another name. */
  Function called(String newName) {
    return new Function(newName, group, description, parameters, isAggregating, body);
  }

  boolean isVariadic() {
    return !parameters.isEmpty() && parameters.getLast().isMultiple();
  }

  Optional<Parameter> parameter(String parameterName) {
    return parameters.stream().filter(p -> p.name().equals(parameterName)).findFirst();
  }

  int indexOf(String parameterName) {
    return parameters.stream().map(Parameter::name).toList().indexOf(parameterName);
  }
}
