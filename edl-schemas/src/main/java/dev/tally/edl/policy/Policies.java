package dev.tally.edl.policy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code edl.yaml} files of a folder of EDL. The nearest one up the tree wins, key by key and
 * lint rule by lint rule; waivers hold for their folder and those in it. Immutable.
 */
public final class Policies {
  /** Name of the file, of which each folder may have one. */
  public static final String FILE = "edl.yaml";

  /** Of a folder without any. */
  public static final Policies NONE = new Policies(Map.of());

  private final Map<String, PolicyFile> files;

  /**
   * @param files by folder, {@code ""} and {@code "shop"}
   */
  Policies(Map<String, PolicyFile> files) {
    this.files = new TreeMap<>(files);
  }

  /**
   * What holds for a file.
   *
   * @param path relative, as in {@link dev.tally.edl.model.EdlFile}
   */
  public Policy policy(String path) {
    Policy policy = Policy.NONE;
    for (String folder : PolicyPath.folders(path)) {
      PolicyFile file = files.get(folder);
      if (file != null) {
        policy = file.within(policy);
      }
    }
    return policy;
  }

  /** Whether any file sets the level of a lint rule. */
  public boolean configure(String rule) {
    return files.values().stream().anyMatch(file -> file.lint().containsKey(rule));
  }

  /** All of them, by file and in its order. */
  public List<Waiver> waivers() {
    return files.values().stream().flatMap(file -> file.waivers().stream()).toList();
  }
}
