package dev.tally.edl.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes that leave something like the original. */
final class EdlMutation {
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "(",
          ")",
          "<",
          ">",
          ";",
          ",",
          ":",
          "=",
          "-",
          ".",
          "\"",
          "'",
          "\\",
          "\n",
          "\t",
          "\r",
          "\0",
          " ",
          "//",
          "/*",
          "*/",
          "\u00e9",
          "\u4e16",
          "\ud83d\ude00",
          "0x",
          "1e400",
          "99999999999999999999",
          "message",
          "enum",
          "oneof",
          "option",
          "reserved",
          "extend",
          "group",
          "import \"absent.proto\";",
          "syntax = \"proto2\";",
          "package q;",
          "(tally.event)",
          "map<",
          "&&",
          "||",
          "!",
          "\ufeff");

  private EdlMutation() {}

  /**
   * One to three changes.
   *
   * @param other what pieces are taken from, too
   */
  static String of(String original, String other, Random random) {
    String changed = original;
    for (int i = random.nextInt(3); i >= 0; i--) {
      changed = once(changed, other, random);
    }
    return whole(changed);
  }

  private static String once(String text, String other, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(20));
    return switch (random.nextInt(9)) {
      case 0 -> text.substring(0, at) + text.substring(end);
      case 1 -> text.substring(0, at) + piece(random) + text.substring(at);
      case 2 -> text.substring(0, at) + (char) random.nextInt(0x80) + text.substring(end);
      case 3 -> text.substring(0, at);
      case 4 -> lines(text, random);
      case 5 -> token(text, piece(random), random);
      case 6 -> token(text, anyToken(other, random), random);
      case 7 ->
          text.substring(0, at)
              + piece(random).repeat(1 + random.nextInt(50))
              + text.substring(end);
      default -> {
        int from = random.nextInt(other.length() + 1);
        int to = Math.min(other.length(), from + random.nextInt(200));
        yield text.substring(0, at) + other.substring(from, to) + text.substring(end);
      }
    };
  }

  private static String piece(Random random) {
    return PIECES.get(random.nextInt(PIECES.size()));
  }

  /** One line twice, away, or at another place. */
  private static String lines(String text, Random random) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String line = lines.get(random.nextInt(lines.size()));
    if (random.nextBoolean()) {
      lines.remove(random.nextInt(lines.size()));
    }
    if (random.nextBoolean()) {
      lines.add(random.nextInt(lines.size() + 1), line);
    }
    return String.join("\n", lines);
  }

  private static String token(String text, String replacement, Random random) {
    var tokens = ProtoLexer.tokens(text);
    if (tokens.isEmpty()) {
      return replacement;
    }
    var token = tokens.get(random.nextInt(tokens.size()));
    return text.substring(0, token.start()) + replacement + text.substring(token.end());
  }

  private static String anyToken(String text, Random random) {
    var tokens = ProtoLexer.tokens(text);
    return tokens.isEmpty() ? ";" : tokens.get(random.nextInt(tokens.size())).text();
  }

  /** Cuts may leave halves of characters, which a file cannot hold. */
  private static String whole(String text) {
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }
}
