package dev.tally.app.cli;

import dev.tally.edl.gate.FolderTree;
import dev.tally.edl.registry.Tree;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a folder of EDL and edl.yaml files has otherwise than what is published. */
final class FolderChanges {
  private FolderChanges() {}

  /**
   * @param keepMissing whether published files that the folder lacks stay
   * @return sources by path; empty where the file is deleted
   */
  static SortedMap<String, Optional<String>> of(
      RunningTally tally, Path folder, boolean keepMissing) {
    SortedMap<String, Optional<String>> changes =
        new TreeMap<>(Tree.of(tally.tree()).changesTo(FolderTree.read(folder)));
    if (keepMissing) {
      changes.values().removeIf(Optional::isEmpty);
    }
    return changes;
  }

  /** As the HTTP API takes them. */
  static List<Map<String, Object>> files(SortedMap<String, Optional<String>> changes) {
    return changes.entrySet().stream().map(FolderChanges::file).toList();
  }

  private static Map<String, Object> file(Map.Entry<String, Optional<String>> change) {
    Map<String, Object> file = new HashMap<>();
    file.put("path", change.getKey());
    change.getValue().ifPresent(source -> file.put("source", source));
    return file;
  }
}
