package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the values of an attribute must be like, in the vocabulary of protovalidate.
 *
 * @param subject which values are held to it
 * @param list in the order of protovalidate's field numbers
 */
public record Rules(Subject subject, List<Rule> list) {
  public static final Rules NONE = new Rules(Subject.SET, List.of());

  /** Which values rules are about. */
  public enum Subject {
    /** Those that are set. */
    SET,
    /** Those that are set, and zero where none is: the field cannot tell the two apart. */
    ALWAYS,
    /** Those that are not zero, and lists that are not empty. */
    NOT_ZERO
  }

  public Rules {
    requireNonNull(subject);
    list = List.copyOf(list);
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }
}
