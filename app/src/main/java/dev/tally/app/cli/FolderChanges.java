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

/**
 * What a folder of EDL and edl.yaml files has otherwise than what is published.
 *
 * @param baseCommit of what is published; 0 while nothing is
 * @param sources by path; empty where the file is deleted
 */
record FolderChanges(long baseCommit, SortedMap<String, Optional<String>> sources) {
  /**
   * @param keepMissing whether published files that the folder lacks stay
   */
  static FolderChanges of(RunningTally tally, Path folder, boolean keepMissing) {
    RunningTally.PublishedTree published = tally.tree();
    SortedMap<String, Optional<String>> sources =
        new TreeMap<>(Tree.of(published.texts()).changesTo(FolderTree.read(folder)));
    if (keepMissing) {
      sources.values().removeIf(Optional::isEmpty);
    }
    return new FolderChanges(published.commit(), sources);
  }

  /** As the HTTP API takes them. */
  Map<String, Object> request() {
    Map<String, Object> request = new HashMap<>();
    request.put("files", files());
    if (baseCommit > 0) {
      request.put("baseCommit", baseCommit);
    }
    return request;
  }

  private List<Map<String, Object>> files() {
    return sources.entrySet().stream().map(FolderChanges::file).toList();
  }

  private static Map<String, Object> file(Map.Entry<String, Optional<String>> change) {
    Map<String, Object> file = new HashMap<>();
    file.put("path", change.getKey());
    change.getValue().ifPresent(source -> file.put("source", source));
    return file;
  }
}
