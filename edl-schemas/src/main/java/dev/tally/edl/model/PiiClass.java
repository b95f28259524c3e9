package dev.tally.edl.model;

/** How closely an attribute points to a person. */
public enum PiiClass {
  UNSPECIFIED,
  NONE,
  QUASI_IDENTIFIER,
  IDENTIFIER,
  SENSITIVE
}
