package dev.tally.collector.encode;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** The fields of a message that lead to attributes, by number. */
final class MessagePlan {
  /** Numbers below are looked up by index, others by binary search. */
  private static final int DENSE_NUMBERS = 64;

  private final @Nullable FieldPlan[] dense;
  private final int[] sparseNumbers;
  private final FieldPlan[] sparse;

  MessagePlan(NavigableMap<Integer, FieldPlan> fields) {
    Map<Integer, FieldPlan> low = fields.headMap(DENSE_NUMBERS);
    Map<Integer, FieldPlan> high = fields.tailMap(DENSE_NUMBERS);
    dense = new FieldPlan[low.keySet().stream().mapToInt(number -> number + 1).max().orElse(0)];
    low.forEach((number, field) -> dense[number] = field);
    sparseNumbers = high.keySet().stream().mapToInt(Integer::intValue).toArray();
    sparse = high.values().toArray(FieldPlan[]::new);
  }

  @Nullable FieldPlan field(int number) {
    if (number < dense.length) {
      return dense[number];
    }
    if (sparse.length == 0) {
      return null;
    }
    int at = Arrays.binarySearch(sparseNumbers, number);
    return at < 0 ? null : sparse[at];
  }
}
