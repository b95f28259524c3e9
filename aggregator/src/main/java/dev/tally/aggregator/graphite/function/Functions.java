package dev.tally.aggregator.graphite.function;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All functions, by name. */
final class Functions {
  private static final Map<String, Function> ALL =
      Stream.of(
              Aliases.FUNCTIONS,
              Arithmetic.FUNCTIONS,
              Combining.FUNCTIONS,
              Differences.FUNCTIONS,
              Filters.FUNCTIONS,
              Forecasts.FUNCTIONS,
              Gaps.FUNCTIONS,
              Grouping.FUNCTIONS,
              Legends.FUNCTIONS,
              Lines.FUNCTIONS,
              MovingWindows.FUNCTIONS,
              Pairing.FUNCTIONS,
              Percentages.FUNCTIONS,
              Shifts.FUNCTIONS,
              Sorting.FUNCTIONS,
              Statistics.FUNCTIONS,
              Styles.FUNCTIONS,
              Summaries.FUNCTIONS,
              Uniques.FUNCTIONS,
              ValueFilters.FUNCTIONS)
          .flatMap(List::stream)
          .collect(
              Collectors.toMap(
                  Function::name,
                  function -> function,
                  (one, other) -> {
                    throw new IllegalStateException("function " + one.name() + " is there twice");
                  },
                  TreeMap::new));

  private Functions() {}

  static Map<String, Function> all() {
    return Map.copyOf(ALL);
  }

  static Function find(String name) {
    @Nullable Function function = ALL.get(name);
    if (function == null) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "unknown function '%s'; there are %s".formatted(name, String.join(", ", ALL.keySet())));
    }
    return function;
  }

  /** Names of the functions that make one series of all. */
  static Stream<String> aggregating() {
    return ALL.values().stream().filter(Function::isAggregating).map(Function::name);
  }

  static boolean isAggregating(String name) {
    return Optional.ofNullable(ALL.get(name)).filter(Function::isAggregating).isPresent();
  }
}
