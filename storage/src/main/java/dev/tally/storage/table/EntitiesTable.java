package dev.tally.storage.table;

import java.util.List;

/** The current state of entities: rows of the raw table, by what they tell the state of. */
public final class EntitiesTable {
  public static final String NAME = "entities";

  /** Those that the raw table has under the same names, with the same meaning. */
  public static final List<String> COPIED =
      List.of(
          "time",
          "received",
          "revision",
          "producer",
          "batch",
          "row",
          "attempt",
          "dim_names",
          "dim_values",
          "str_names",
          "str_values",
          "int_names",
          "int_values",
          "num_names",
          "num_values");

  private EntitiesTable() {}
}
