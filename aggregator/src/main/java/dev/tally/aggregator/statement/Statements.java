package dev.tally.aggregator.statement;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Settings that several statements share. */
final class Statements {
  /** Longest statement, for those that grow with the number of metrics. */
  static final int STATEMENT_BYTES_MAX = 16 << 20;

  /** For statements that grow with the number of metrics. */
  static final Map<String, String> LARGE =
      Map.of(
          "max_query_size", Integer.toString(STATEMENT_BYTES_MAX),
          "max_ast_elements", "5000000",
          "max_expanded_ast_elements", "5000000");

  /** For what goes into states tables: its keys differ, so nothing is to be merged on insert. */
  static final Map<String, String> STATES = with(LARGE, Map.of("optimize_on_insert", "0"));

  /** A DELETE that is done when it returns. */
  static final Map<String, String> DELETE =
      Map.of("lightweight_deletes_sync", "2", "mutations_sync", "2");

  /** One that lists what it deletes. */
  static final Map<String, String> DELETE_LARGE = with(LARGE, DELETE);

  private Statements() {}

  private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
    return Stream.of(some, more)
        .flatMap(settings -> settings.entrySet().stream())
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
