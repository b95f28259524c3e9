package dev.tally.edl.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A protobuf enum.
 *
 * @param name full protobuf name
 * @param values in order of declaration; aliases included
 */
public record EnumType(String name, List<Value> values) {
  public EnumType {
    requireNonNull(name);
    values = List.copyOf(values);
  }

  public record Value(String name, int number, String description) {
    public Value {
      requireNonNull(name);
      requireNonNull(description);
    }
  }
}
