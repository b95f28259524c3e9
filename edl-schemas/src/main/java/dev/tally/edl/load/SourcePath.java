package dev.tally.edl.load;

import java.util.regex.Pattern;

/**
 * What EDL files may be called. protoc gets their paths one a line in a file of arguments, and
 * writes them before a colon: a line break or a leading hyphen would be an argument of its own,
 * {@code --plugin=} for one, which runs a program.
 */
final class SourcePath {
  static final String UNSOUND =
      "this is no path of an EDL file; write names of letters, digits, '_', '-', '+', '@', '.' and"
          + " spaces, with '/' between, that start with a letter, a digit or '_'";

  /** No leading dot: nothing that leads out of a folder, and nothing hidden. */
  private static final Pattern NAMES =
      Pattern.compile(
          "[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_.+@ -]*+(/[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_.+@ -]*+)*+");

  private static final int CHARS_MAX = 1_000;

  private SourcePath() {}

  /**
   * @param path relative, with forward slashes
   */
  static boolean isSound(String path) {
    return path.length() <= CHARS_MAX && NAMES.matcher(path).matches();
  }
}
