package dev.tally.edl.model;

/** The pairs of name and value arrays in the raw table. */
public enum ValueKind {
  /** {@code dim_values Array(LowCardinality(String))}: enums, bools, dimensions. */
  DIM,
  /** {@code str_values Array(String)}. */
  STR,
  /** {@code int_values Array(Int64)}: integers, fixed-point numbers, timestamps. */
  INT,
  /** {@code num_values Array(Float64)}. */
  NUM
}
