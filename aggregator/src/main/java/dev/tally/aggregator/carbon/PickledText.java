package dev.tally.aggregator.carbon;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Arguments of protocol 0, as Python writes them. Lines come as ISO 8859-1. */
final class PickledText {
  private static final int HEX = 16;

  private PickledText() {}

  static double number(String text) throws RefusedException {
    return NumberText.parse(text)
        .orElseThrow(() -> Unpickler.broken("a pickle with a number that is none"));
  }

  /** The {@code repr} of bytes: quotes around, and backslashes. */
  static String quoted(String line) throws RefusedException {
    char quote = line.isEmpty() ? ' ' : line.charAt(0);
    if (line.length() < 2
        || (quote != '\'' && quote != '"')
        || line.charAt(line.length() - 1) != quote) {
      throw Unpickler.broken("a pickle with a text without quotes");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(line.length());
    int end = line.length() - 1;
    int i = 1;
    while (i < end) {
      char c = line.charAt(i++);
      if (c != '\\') {
        bytes.write(c);
        continue;
      }
      char escaped = line.charAt(i++);
      if (escaped == 'x') {
        bytes.write(hex(line, i, 2));
        i += 2;
      } else {
        bytes.write(escape(escaped));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int escape(char escaped) throws RefusedException {
    return switch (escaped) {
      case '\\', '\'', '"' -> escaped;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw Unpickler.broken("a pickle with an escape that is none");
    };
  }

  /**
   * Python's {@code raw-unicode-escape}: a backslash is one, but before {@code u} and {@code U}.
   */
  static String unicode(String line) throws RefusedException {
    StringBuilder text = new StringBuilder(line.length());
    int i = 0;
    while (i < line.length()) {
      char kind = line.charAt(i) == '\\' && i + 1 < line.length() ? line.charAt(i + 1) : ' ';
      if (kind == 'u' || kind == 'U') {
        int digits = kind == 'u' ? 4 : 8;
        int codePoint = hex(line, i + 2, digits);
        if (!Character.isValidCodePoint(codePoint)) {
          throw Unpickler.broken("a pickle with a character that is none");
        }
        text.appendCodePoint(codePoint);
        i += 2 + digits;
      } else {
        text.append(line.charAt(i++));
      }
    }
    return text.toString();
  }

  private static int hex(String line, int from, int digits) throws RefusedException {
    long value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < line.length() ? Character.digit(line.charAt(i), HEX) : -1;
      if (digit < 0) {
        throw Unpickler.broken("a pickle with an escape that is none");
      }
      value = value * HEX + digit;
    }
    return value > Character.MAX_CODE_POINT ? -1 : (int) value;
  }
}
