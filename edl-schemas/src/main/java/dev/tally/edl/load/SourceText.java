package dev.tally.edl.load;

import java.util.Arrays;

/** A text by offset, by line and column, and by the columns of protoc. */
final class SourceText {
  /** protoc's tokenizer moves a tab to the next multiple of this, and counts bytes of UTF-8. */
  private static final int PROTOC_TAB_COLUMNS = 8;

  private final String text;
  private final int[] lineStarts;

  SourceText(String text) {
    this.text = text;
    this.lineStarts =
        java.util.stream.IntStream.concat(
                java.util.stream.IntStream.of(0),
                java.util.stream.IntStream.range(0, text.length())
                    .filter(i -> text.charAt(i) == '\n')
                    .map(i -> i + 1))
            .toArray();
  }

  String text() {
    return text;
  }

  Position position(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Position(line + 1, text.codePointCount(lineStarts[line], offset) + 1);
  }

  /**
   * The offset of what protoc names so.
   *
   * @param line 0-based
   * @param protocColumn 0-based, tabs and bytes counted in protoc's way
   */
  int offset(int line, int protocColumn) {
    if (line >= lineStarts.length) {
      return text.length();
    }
    int offset = lineStarts[line];
    int column = 0;
    while (column < protocColumn && offset < text.length() && text.charAt(offset) != '\n') {
      int c = text.codePointAt(offset);
      column += c == '\t' ? PROTOC_TAB_COLUMNS - column % PROTOC_TAB_COLUMNS : utf8Length(c);
      offset += Character.charCount(c);
    }
    return offset;
  }

  private static int utf8Length(int c) {
    if (c < 0x80) {
      return 1;
    }
    if (c < 0x800) {
      return 2;
    }
    return c < 0x10000 ? 3 : 4;
  }
}
