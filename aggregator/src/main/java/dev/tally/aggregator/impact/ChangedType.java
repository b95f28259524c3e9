package dev.tally.aggregator.impact;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.compat.Change;
import dev.tally.edl.compat.SchemaDiff;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An event type that is not the same in two trees.
 *
 * @param kind what happens to its source
 * @param before what is published; present where anything is
 * @param after absent where its source goes
 */
record ChangedType(
    String name, ImpactKind kind, Optional<EventType> before, Optional<EventType> after) {
  ChangedType {
    requireNonNull(name);
    requireNonNull(kind);
    requireNonNull(before);
    requireNonNull(after);
  }

  /** By name. */
  static List<ChangedType> of(List<EventType> base, List<EventType> proposed, Catalog catalog) {
    Map<String, EventType> old = byName(base);
    Map<String, EventType> now = byName(proposed);
    TreeSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    return names.stream()
        .filter(
            name -> !Optional.ofNullable(old.get(name)).equals(Optional.ofNullable(now.get(name))))
        .map(
            name ->
                new ChangedType(
                    name,
                    kind(old.containsKey(name), now.containsKey(name)),
                    catalog
                        .latest(name)
                        .map(Revision::eventType)
                        .or(() -> Optional.ofNullable(old.get(name))),
                    Optional.ofNullable(now.get(name))))
        .sorted(Comparator.comparing(ChangedType::name))
        .toList();
  }

  private static Map<String, EventType> byName(List<EventType> types) {
    Map<String, EventType> byName = new HashMap<>();
    types.forEach(type -> byName.put(type.name(), type));
    return byName;
  }

  private static ImpactKind kind(boolean wasThere, boolean isThere) {
    if (wasThere && isThere) {
      return ImpactKind.CHANGED;
    }
    return isThere ? ImpactKind.ADDED : ImpactKind.REMOVED;
  }

  /** What differs; empty where it comes or goes. */
  List<Change> changes() {
    return before.isPresent() && after.isPresent()
        ? SchemaDiff.of(before.get(), after.get())
        : List.of();
  }
}
