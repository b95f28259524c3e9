package dev.tally.edl.load;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes the {@code .proto} files out of texts by path, under the limits of a {@link SourceFolder}.
 */
final class SourceTexts {
  private final Map<String, String> texts;
  private final Problems problems;
  private long bytesRead;

  SourceTexts(Map<String, String> texts, Problems problems) {
    this.texts = texts;
    this.problems = problems;
  }

  /** By path; a file that is too large becomes a problem instead. */
  List<EdlSource> read() {
    List<EdlSource> sources = new ArrayList<>();
    new TreeMap<>(texts)
        .forEach(
            (path, text) -> {
              if (path.endsWith(SourceFolder.EXTENSION) && !ProtoWorkspace.bringsAlong(path)) {
                read(path, text, sources);
              }
            });
    if (sources.size() > EdlLimits.FOLDER_FILES_MAX) {
      throw new TallyException(
          ErrorCode.EDL_INVALID,
          "there are more than %,d %s files"
              .formatted(EdlLimits.FOLDER_FILES_MAX, SourceFolder.EXTENSION));
    }
    return sources;
  }

  private void read(String path, String text, List<EdlSource> sources) {
    if (!SourcePath.isSound(path)) {
      throw new TallyException(
          ErrorCode.EDL_INVALID, "'%s': %s".formatted(path, SourcePath.UNSOUND));
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    bytesRead += bytes;
    SourceFolder.checkBytes(bytesRead);
    if (bytes > EdlLimits.FILE_BYTES_MAX) {
      problems.add(path, Position.START, ErrorCode.EDL_INVALID, SourceFolder.TOO_LARGE);
    } else if (text.codePoints().anyMatch(SourceTexts::isHalf)) {
      int half = text.codePoints().takeWhile(c -> !isHalf(c)).map(Character::charCount).sum();
      problems.add(
          path,
          new SourceText(text).position(half),
          ErrorCode.EDL_SYNTAX,
          "this is half a character, a surrogate without its other one");
    } else {
      sources.add(EdlSource.of(path, text.startsWith("\uFEFF") ? text.substring(1) : text));
    }
  }

  private static boolean isHalf(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }
}
