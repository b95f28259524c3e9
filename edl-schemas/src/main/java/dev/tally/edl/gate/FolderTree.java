package dev.tally.edl.gate;

import dev.tally.edl.load.EdlLoader;
import dev.tally.edl.policy.PolicyReader;
import dev.tally.edl.registry.Tree;
import dev.tally.error.TallyException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A folder of EDL and policies as a source tree. */
public final class FolderTree {
  private FolderTree() {}

  /**
   * Reads the files that the source tree keeps.
   *
   * @throws TallyException NOT_FOUND when there is no such folder, or no EDL in it; EDL_INVALID
   *     when a file cannot be read
   */
  public static Tree read(Path folder) {
    Map<String, String> texts = new TreeMap<>(EdlLoader.texts(folder));
    PolicyReader.texts(folder)
        .forEach(
            (path, text) -> {
              if (PolicyFiles.isPolicy(path)) {
                texts.put(path, text);
              }
            });
    return Tree.of(texts);
  }
}
