package dev.tally.edl.load;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Takes the {@code .proto} files out of texts by path, under the limits of a {@link SourceFolder}.
 */
final class SourceTexts {
  /** Names without a leading dot, with slashes between: nothing that leads out of a folder. */
  private static final Pattern PATH = Pattern.compile("[\\w-][\\w.-]*(/[\\w-][\\w.-]*)*");

  private final Map<String, String> texts;
  private final Problems problems;

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
    if (!PATH.matcher(path).matches()) {
      throw new TallyException(
          ErrorCode.EDL_INVALID,
          "'%s' is no path of an EDL file; write names of letters, digits, '_', '-' and '.' with '/' between"
              .formatted(path));
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > EdlLimits.FILE_BYTES_MAX) {
      problems.add(path, Position.START, ErrorCode.EDL_INVALID, SourceFolder.TOO_LARGE);
    } else {
      sources.add(EdlSource.of(path, text));
    }
  }
}
