package dev.tally.collector.encode;

import dev.tally.edl.model.EnumType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** The names of an enum's numbers, with their place in the dictionary of the block at hand. */
final class NamedValues {
  private final int[] numbers;
  private final byte[][] names;
  private final int[] indexes;
  private final long[] generations;

  private NamedValues(SortedMap<Integer, String> values) {
    numbers = values.keySet().stream().mapToInt(Integer::intValue).toArray();
    names =
        values.values().stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    indexes = new int[numbers.length];
    generations = new long[numbers.length];
  }

  /** Of several names of one number, the first declared. */
  static NamedValues of(EnumType type) {
    TreeMap<Integer, String> values = new TreeMap<>();
    type.values().forEach(value -> values.putIfAbsent(value.number(), value.name()));
    return new NamedValues(values);
  }

  static NamedValues ofBool() {
    TreeMap<Integer, String> values = new TreeMap<>();
    values.put(0, "false");
    values.put(1, "true");
    return new NamedValues(values);
  }

  /**
   * The number's index in {@code dictionary}; -1 when it has no name.
   *
   * @param generation of the dictionary's content, never 0
   */
  int indexIn(Dictionary dictionary, long generation, int number) {
    int at = find(number);
    if (at < 0) {
      return -1;
    }
    if (generations[at] != generation) {
      generations[at] = generation;
      indexes[at] = dictionary.indexOf(names[at], 0, names[at].length);
    }
    return indexes[at];
  }

  /** Of a number that has one; not to be changed. */
  byte[] name(int number) {
    return names[find(number)];
  }

  boolean has(int number) {
    return find(number) >= 0;
  }

  private int find(int number) {
    boolean dense = number >= 0 && number < numbers.length && numbers[number] == number;
    return dense ? number : Arrays.binarySearch(numbers, number);
  }
}
