package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a function.
 *
 * @param otherwise what holds where it is not given: a number, a text or a boolean
 * @param isMultiple whether it may be given any number of times; only the last of a function
 * @param options all that it may be; empty for anything of its type
 * @param suggestions what an editor offers
 */
record Parameter(
    String name,
    ParameterType type,
    boolean isRequired,
    @Nullable Object otherwise,
    boolean isMultiple,
    List<String> options,
    List<Object> suggestions) {
  /** The first parameter of nearly every function. */
  static final Parameter SERIES_LIST = required("seriesList", ParameterType.SERIES);

  /** Which share of values must be there. */
  static final Parameter X_FILES_FACTOR = optional("xFilesFactor", ParameterType.FLOAT);

  Parameter {
    requireNonNull(name);
    requireNonNull(type);
    options = List.copyOf(options);
    suggestions = List.copyOf(suggestions);
  }

  static Parameter required(String name, ParameterType type) {
    return new Parameter(name, type, true, null, false, List.of(), List.of());
  }

  static Parameter optional(String name, ParameterType type) {
    return new Parameter(name, type, false, null, false, List.of(), List.of());
  }

  static Parameter optional(String name, ParameterType type, Object otherwise) {
    return new Parameter(name, type, false, otherwise, false, List.of(), List.of());
  }

  /** Any number of times. */
  Parameter many() {
    return new Parameter(name, type, isRequired, otherwise, true, options, suggestions);
  }

  Parameter of(String... newOptions) {
    return new Parameter(
        name, type, isRequired, otherwise, isMultiple, Arrays.asList(newOptions), suggestions);
  }

  Parameter suggesting(Object... newSuggestions) {
    return new Parameter(
        name, type, isRequired, otherwise, isMultiple, options, Arrays.asList(newSuggestions));
  }

  /** All options, those of its type included. */
  List<String> allOptions() {
    List<String> ofType =
        switch (type) {
          case AGGREGATION -> Reduction.allNames();
          case AGGREGATION_OR_FUNCTION ->
              Stream.concat(Reduction.allNames().stream(), Functions.aggregating()).toList();
          case ANY,
              BOOLEAN,
              DATE,
              FLOAT,
              INTEGER,
              INTERVAL,
              POINTS_OR_INFINITE,
              POINTS_OR_INTERVAL,
              NODE,
              NODE_OR_TAG,
              SERIES,
              SERIES_LISTS,
              STRING,
              TAG ->
              List.of();
        };
    return Stream.concat(options.stream(), ofType.stream()).distinct().sorted().toList();
  }
}
