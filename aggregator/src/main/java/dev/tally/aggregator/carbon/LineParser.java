package dev.tally.aggregator.carbon;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/** Carbon's plain text: {@code path value time}, blanks between. */
final class LineParser {
  private static final int PARTS = 3;

  private LineParser() {}

  /** Whether a line has nothing but blanks. */
  static boolean isBlank(byte[] bytes, int from, int to) {
    return skipBlanks(bytes, from, to) == to;
  }

  /**
   * @param to behind the last byte, which is no line end
   */
  static SentPoint parse(byte[] bytes, int from, int to) throws RefusedException {
    String[] parts = new String[PARTS];
    int count = 0;
    for (int at = skipBlanks(bytes, from, to); at < to; at = skipBlanks(bytes, at, to)) {
      int end = at;
      while (end < to && !isBlank(bytes[end])) {
        end++;
      }
      if (count == PARTS) {
        throw new RefusedException(Refusal.MALFORMED, "more than a path, a value and a time");
      }
      parts[count++] = text(bytes, at, end);
      at = end;
    }
    if (count < PARTS) {
      throw new RefusedException(Refusal.MALFORMED, "less than a path, a value and a time");
    }
    return new SentPoint(parts[0], number(parts[1], Refusal.VALUE), number(parts[2], Refusal.TIME));
  }

  static double number(String text, Refusal refusal) throws RefusedException {
    OptionalDouble number = NumberText.parse(text);
    if (number.isEmpty()) {
      throw new RefusedException(
          refusal, "the " + refusal.label() + " is no finite number in decimal digits");
    }
    return number.getAsDouble();
  }

  private static String text(byte[] bytes, int from, int to) throws RefusedException {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return wide(bytes, from, to);
      }
    }
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }

  private static String wide(byte[] bytes, int from, int to) throws RefusedException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(Refusal.MALFORMED, "not UTF-8");
    }
  }

  private static int skipBlanks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
