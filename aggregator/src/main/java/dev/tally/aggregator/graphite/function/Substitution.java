package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

/**
 * Replaces what a regular expression finds in the names of series.
 *
 * @param replacement may name groups of the search
 */
record Substitution(PatternText search, String replacement) {
  static final Parameter SEARCH = Parameter.required("search", ParameterType.STRING);
  static final Parameter REPLACE = Parameter.required("replace", ParameterType.STRING);

  Substitution {
    requireNonNull(search);
    requireNonNull(replacement);
  }

  /** Of a function that has both parameters. */
  static Substitution of(Arguments arguments) {
    return new Substitution(
        new PatternText(arguments.text(SEARCH.name())), arguments.text(REPLACE.name()));
  }

  String name(TimeSeries series) {
    return search.replaceAll(series.name(), replacement);
  }
}
