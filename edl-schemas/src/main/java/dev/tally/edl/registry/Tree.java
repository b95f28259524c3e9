package dev.tally.edl.registry;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files of EDL and of policy at one moment.
 *
 * @param texts by path, relative to the root, with forward slashes
 */
public record Tree(SortedMap<String, String> texts) {
  public static final Tree EMPTY = new Tree(Collections.emptySortedMap());

  public Tree {
    texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
  }

  public static Tree of(Map<String, String> texts) {
    return new Tree(new TreeMap<>(texts));
  }

  public Optional<String> text(String path) {
    return Optional.ofNullable(texts.get(path));
  }

  /**
   * This tree after changes.
   *
   * @param changes text by path; empty where a file is deleted
   */
  public Tree with(Map<String, Optional<String>> changes) {
    TreeMap<String, String> changed = new TreeMap<>(texts);
    changes.forEach(
        (path, text) ->
            text.ifPresentOrElse(t -> changed.put(path, t), () -> changed.remove(path)));
    return new Tree(changed);
  }

  /** What makes this tree the other: new text by path; empty where a file is deleted. */
  public SortedMap<String, Optional<String>> changesTo(Tree other) {
    SortedMap<String, Optional<String>> changes = new TreeMap<>();
    texts.keySet().stream()
        .filter(path -> !other.texts.containsKey(path))
        .forEach(path -> changes.put(path, Optional.empty()));
    other.texts.forEach(
        (path, text) -> {
          if (!text.equals(texts.get(path))) {
            changes.put(path, Optional.of(text));
          }
        });
    return changes;
  }
}
