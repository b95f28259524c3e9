package dev.tally.edl.load;

import dev.tally.error.TallyException;
import java.nio.file.Path;
import java.util.Map;

/** Loads EDL: each time anew, or with what is known from the last time. */
public sealed interface SchemaLoader permits EdlLoader, IncrementalLoader {
  /**
   * Loads every {@code .proto} file in the folder and its sub-folders; imports are relative to the
   * folder.
   *
   * @throws TallyException NOT_FOUND when there is no such folder or file, PROTOC_FAILED when
   *     protoc cannot be run
   */
  EdlLoader.Result load(Path folder);

  /**
   * Loads files that are in no folder.
   *
   * @param texts by path, as in {@link dev.tally.edl.model.EdlFile}; other files than {@code
   *     .proto} are left out
   * @throws TallyException EDL_INVALID when there are too many files or a path leads elsewhere,
   *     PROTOC_FAILED when protoc cannot be run
   */
  EdlLoader.Result load(Map<String, String> texts);
}
