package dev.tally.edl.load;

/**
 * The text of one EDL file.
 *
 * @param path relative to the folder, with forward slashes
 */
record EdlSource(String path, SourceText text) {
  static EdlSource of(String path, String text) {
    return new EdlSource(path, new SourceText(text));
  }
}
