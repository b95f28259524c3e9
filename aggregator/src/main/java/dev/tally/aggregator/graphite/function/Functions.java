package dev.tally.aggregator.graphite.function;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All functions, by name. */
final class Functions {
  private static final Map<String, Function> ALL =
      Stream.of(Naming.FUNCTIONS, Combining.FUNCTIONS, Transforming.FUNCTIONS, Choosing.FUNCTIONS)
          .flatMap(List::stream)
          .collect(Collectors.toUnmodifiableMap(Function::name, function -> function));

  private Functions() {}

  static Function find(String name) {
    Function function = ALL.get(name);
    if (function == null) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "unknown function '%s'; there are %s"
              .formatted(name, ALL.keySet().stream().sorted().collect(Collectors.joining(", "))));
    }
    return function;
  }
}
