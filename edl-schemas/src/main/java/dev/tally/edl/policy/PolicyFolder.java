package dev.tally.edl.policy;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The files of a folder that policies may be in. */
final class PolicyFolder {
  private final Path folder;
  private final Predicate<String> isConcerned;

  /**
   * @param isConcerned of a file's name
   */
  PolicyFolder(Path folder, Predicate<String> isConcerned) {
    this.folder = folder;
    this.isConcerned = isConcerned;
  }

  /** By path; of a file that is too large a byte more than there may be. */
  Map<String, byte[]> read() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new TallyException(ErrorCode.NOT_FOUND, "no folder " + folder + " with EDL files");
    }
    Map<String, byte[]> files = new TreeMap<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            boolean hidden = !path.equals(folder) && name(path).startsWith(".");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (isConcerned.test(name(path)) && Files.isRegularFile(path)) {
              try (var in = Files.newInputStream(path)) {
                files.put(relative(path), in.readNBytes(PolicyLimits.FILE_BYTES_MAX + 1));
              }
            }
            return files.size() > PolicyLimits.FOLDER_FILES_MAX
                ? FileVisitResult.TERMINATE
                : FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  private String relative(Path file) {
    return StreamSupport.stream(folder.relativize(file).spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
