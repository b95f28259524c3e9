package dev.tally.edl.compat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which elements of two lists are the same: those with the same name; of the others those with the
 * same identity, which have been renamed.
 *
 * @param pairs in the order of the list before
 * @param removed of the list before
 * @param added of the list after
 */
record Matching<T>(List<Pair<T>> pairs, List<T> removed, List<T> added) {
  record Pair<T>(T before, T after) {}

  Matching {
    pairs = List.copyOf(pairs);
    removed = List.copyOf(removed);
    added = List.copyOf(added);
  }

  /**
   * @param name unique in each list
   * @param identity what stays when the name changes
   */
  static <T> Matching<T> of(
      List<T> before, List<T> after, Function<T, String> name, Function<T, ?> identity) {
    Map<String, T> named = new LinkedHashMap<>();
    after.forEach(element -> named.put(name.apply(element), element));
    List<T> lost = before.stream().filter(e -> !named.containsKey(name.apply(e))).toList();
    Map<String, T> old = new LinkedHashMap<>();
    before.forEach(element -> old.put(name.apply(element), element));
    List<T> added =
        new ArrayList<>(after.stream().filter(e -> !old.containsKey(name.apply(e))).toList());
    Map<T, T> renamed = new LinkedHashMap<>();
    for (T element : lost) {
      Object wanted = identity.apply(element);
      added.stream()
          .filter(other -> identity.apply(other).equals(wanted))
          .findFirst()
          .ifPresent(
              other -> {
                renamed.put(element, other);
                added.remove(other);
              });
    }
    List<Pair<T>> pairs = new ArrayList<>();
    List<T> removed = new ArrayList<>();
    for (T element : before) {
      T same = named.getOrDefault(name.apply(element), renamed.get(element));
      if (same == null) {
        removed.add(element);
      } else {
        pairs.add(new Pair<>(element, same));
      }
    }
    return new Matching<>(pairs, removed, added);
  }
}
