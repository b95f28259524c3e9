package dev.tally.app.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A way to keep events of all types in one table: columns behind {@code event} and {@code time}.
 *
 * @param columns name to type
 * @param values of the columns, from a row of {@code events}
 * @param number SQL for the attribute {@code duration_ms}
 * @param text SQL for the attribute {@code country}
 */
record Layout(
    String name, Map<String, String> columns, List<String> values, String number, String text) {
  private static final String NAMES = "arrayConcat(dim_names, str_names, int_names, num_names)";
  private static final String TEXTS =
      "arrayConcat(dim_values::Array(String), str_values, arrayMap(v -> toString(v), int_values),"
          + " arrayMap(v -> toString(v), num_values))";
  private static final String DOCUMENT =
      """
      concat('{', arrayStringConcat(arrayConcat(
          arrayMap((n, v) -> concat(toJSONString(n), ':', toJSONString(v)), dim_names, dim_values),
          arrayMap((n, v) -> concat(toJSONString(n), ':', toJSONString(v)), str_names, str_values),
          arrayMap((n, v) -> concat(toJSONString(n), ':', toString(v)), int_names, int_values),
          arrayMap((n, v) -> concat(toJSONString(n), ':', toString(v)), num_names, num_values)),
          ','), '}')::JSON
      """;

  static final List<Layout> ALL =
      List.of(
          new Layout(
              "arrays_by_kind",
              ordered(
                  "dim_names", "Array(LowCardinality(String))",
                  "dim_values", "Array(LowCardinality(String))",
                  "str_names", "Array(LowCardinality(String))",
                  "str_values", "Array(String)",
                  "int_names", "Array(LowCardinality(String))",
                  "int_values", "Array(Int64)",
                  "num_names", "Array(LowCardinality(String))",
                  "num_values", "Array(Float64)"),
              List.of(
                  "dim_names",
                  "dim_values",
                  "str_names",
                  "str_values",
                  "int_names",
                  "int_values",
                  "num_names",
                  "num_values"),
              "int_values[indexOf(int_names, 'duration_ms')]",
              "dim_values[indexOf(dim_names, 'country')]"),
          new Layout(
              "one_string_array",
              ordered("names", "Array(LowCardinality(String))", "texts", "Array(String)"),
              List.of(NAMES, TEXTS),
              "toInt64OrZero(texts[indexOf(names, 'duration_ms')])",
              "texts[indexOf(names, 'country')]"),
          new Layout(
              "map",
              ordered("attributes", "Map(LowCardinality(String), String)"),
              List.of("mapFromArrays(" + NAMES + ", " + TEXTS + ")"),
              "toInt64OrZero(attributes['duration_ms'])",
              "attributes['country']"),
          new Layout(
              "json",
              ordered("attributes", "JSON"),
              List.of(DOCUMENT),
              "attributes.duration_ms::Int64",
              "attributes.country::String"));

  private static Map<String, String> ordered(String... namesAndTypes) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      columns.put(namesAndTypes[i], namesAndTypes[i + 1]);
    }
    return columns;
  }

  String table() {
    return "layout_" + name;
  }

  String create() {
    return """
        CREATE OR REPLACE TABLE %s (event LowCardinality(String), time DateTime64(3, 'UTC'), %s)
        ENGINE = MergeTree ORDER BY (event, time)
        SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_level_for_wide_part = 1,
            min_rows_for_wide_part = 0, min_bytes_for_wide_part = 0,
            vertical_merge_algorithm_min_rows_to_activate = 1,
            vertical_merge_algorithm_min_columns_to_activate = 1, merge_max_block_size = 65536,
            non_replicated_deduplication_window = 100000
        """
        .formatted(
            table(),
            columns.entrySet().stream()
                .map(column -> column.getKey() + " " + column.getValue() + " CODEC(ZSTD(3))")
                .collect(Collectors.joining(", ")));
  }

  List<String> names() {
    return Stream.concat(Stream.of("event", "time"), columns.keySet().stream()).toList();
  }

  /** The next rows of {@code events}, as this layout has them. */
  String select(long rows, long offset) {
    return "SELECT event, time, %s FROM (SELECT * FROM events ORDER BY collector, block, producer, batch, row LIMIT %d OFFSET %d)"
        .formatted(named(), rows, offset);
  }

  /** The native format finds columns by their names. */
  private String named() {
    List<String> named = new ArrayList<>();
    for (String column : columns.keySet()) {
      named.add(values.get(named.size()) + " AS " + column);
    }
    return String.join(", ", named);
  }

  /** One number that must be the same in all layouts. */
  String query() {
    return """
        SELECT sum(cityHash64(toString(country), n)) AS answer
        FROM
        (
            SELECT %s AS country, count() AS n FROM %s
            WHERE event = 'bench.ApiCall' AND %s > 2500 GROUP BY country
        )
        """
        .formatted(text, table(), number);
  }
}
