package dev.tally.edl.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads the {@code .proto} files of a folder, sub-folders included, by name. What is hidden and the
 * protos that Tally brings along itself are left out. A symbolic link to a file is followed, since
 * mounted configuration consists of them, and refused where it leads out of the folder.
 */
final class SourceFolder {
  static final String EXTENSION = ".proto";

  static final String TOO_LARGE =
      "the file is larger than %,d bytes".formatted(EdlLimits.FILE_BYTES_MAX);

  private static final String LEADS_OUT =
      "the file is a link that leads out of the folder; put the file itself here";

  private final Path folder;
  private final Problems problems;
  private long bytesRead;

  SourceFolder(Path folder, Problems problems) {
    this.folder = folder;
    this.problems = problems;
  }

  /** What can be read; a file that is too large or no text becomes a problem instead. */
  List<EdlSource> read() {
    if (!Files.isDirectory(folder)) {
      throw new TallyException(ErrorCode.NOT_FOUND, "no folder " + folder + " with EDL files");
    }
    try {
      List<Path> files = find();
      if (files.isEmpty()) {
        throw new TallyException(
            ErrorCode.NOT_FOUND, "the folder " + folder + " holds no " + EXTENSION + " file");
      }
      List<EdlSource> sources = new ArrayList<>();
      for (Path file : files) {
        read(file).ifPresent(sources::add);
      }
      return sources;
    } catch (IOException e) {
      throw new TallyException(
          ErrorCode.NOT_FOUND, "the folder %s cannot be read: %s".formatted(folder, e), e);
    }
  }

  private List<Path> find() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            boolean hidden = !path.equals(folder) && name(path).startsWith(".");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (name(path).endsWith(EXTENSION)
                && !name(path).startsWith(".")
                && Files.isRegularFile(path)
                && !ProtoWorkspace.bringsAlong(relative(path))) {
              files.add(path);
            }
            return files.size() > EdlLimits.FOLDER_FILES_MAX
                ? FileVisitResult.TERMINATE
                : FileVisitResult.CONTINUE;
          }
        });
    if (files.size() > EdlLimits.FOLDER_FILES_MAX) {
      throw new TallyException(
          ErrorCode.EDL_INVALID,
          "the folder %s holds more than %,d %s files"
              .formatted(folder, EdlLimits.FOLDER_FILES_MAX, EXTENSION));
    }
    files.sort(java.util.Comparator.comparing(this::relative));
    return files;
  }

  private Optional<EdlSource> read(Path file) throws IOException {
    String path = relative(file);
    if (!SourcePath.isSound(path)) {
      problems.add(path, Position.START, ErrorCode.EDL_INVALID, SourcePath.UNSOUND);
      return Optional.empty();
    }
    if (Files.isSymbolicLink(file) && !file.toRealPath().startsWith(folder.toRealPath())) {
      problems.add(path, Position.START, ErrorCode.EDL_INVALID, LEADS_OUT);
      return Optional.empty();
    }
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(EdlLimits.FILE_BYTES_MAX + 1);
    }
    if (bytes.length > EdlLimits.FILE_BYTES_MAX) {
      problems.add(path, Position.START, ErrorCode.EDL_INVALID, TOO_LARGE);
      return Optional.empty();
    }
    bytesRead += bytes.length;
    checkBytes(bytesRead);
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(EdlSource.of(path, text.startsWith("\uFEFF") ? text.substring(1) : text));
    } catch (CharacterCodingException e) {
      problems.add(path, firstForeign(bytes), ErrorCode.EDL_SYNTAX, "the file is not UTF-8 here");
      return Optional.empty();
    }
  }

  /**
   * @throws TallyException EDL_INVALID when so many bytes are more than a folder may hold
   */
  static void checkBytes(long bytes) {
    if (bytes > EdlLimits.FOLDER_BYTES_MAX) {
      throw new TallyException(
          ErrorCode.EDL_INVALID,
          "the %s files are larger than %,d bytes together"
              .formatted(EXTENSION, EdlLimits.FOLDER_BYTES_MAX));
    }
  }

  /** The place of the first bytes that are not UTF-8. */
  private static Position firstForeign(byte[] bytes) {
    String decoded = new String(bytes, UTF_8); // puts U+FFFD there
    int offset = Math.max(0, decoded.indexOf('\uFFFD'));
    return new SourceText(decoded).position(offset);
  }

  private String relative(Path file) {
    Path relative = folder.relativize(file);
    return String.join(
        "/",
        IntStream.range(0, relative.getNameCount())
            .mapToObj(i -> relative.getName(i).toString())
            .toList());
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
