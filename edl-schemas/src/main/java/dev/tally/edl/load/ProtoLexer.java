package dev.tally.edl.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits {@code .proto} text into tokens, without comments. It takes any text: what is malformed
 * becomes some token, since protoc is the judge of that.
 */
final class ProtoLexer {
  enum Kind {
    /** An identifier, keyword or number. */
    WORD,
    /** With its quotes. */
    STRING,
    /** One character. */
    SYMBOL
  }

  /**
   * @param start offset of the first character
   * @param end offset behind the last one
   * @param source the whole text: a file can have millions of tokens, and few are looked at
   */
  record Token(Kind kind, int start, int end, String source) {
    String text() {
      return source.substring(start, end);
    }

    boolean is(char symbol) {
      return kind == Kind.SYMBOL && source.charAt(start) == symbol;
    }
  }

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private ProtoLexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) {
    return new ProtoLexer(text).run();
  }

  private List<Token> run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (text.startsWith("//", at)) {
        at = indexOrEnd("\n", at);
      } else if (text.startsWith("/*", at)) {
        at = Math.min(text.length(), indexOrEnd("*/", at + 2) + 2);
      } else if (c == '"' || c == '\'') {
        add(Kind.STRING, stringEnd(c));
      } else if (isWord(c)) {
        add(Kind.WORD, wordEnd());
      } else {
        add(Kind.SYMBOL, at + 1);
      }
    }
    return tokens;
  }

  private void add(Kind kind, int end) {
    tokens.add(new Token(kind, at, end, text));
    at = end;
  }

  private int stringEnd(char quote) {
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote) {
        return i + 1;
      }
      if (c == '\n') {
        return i;
      }
      if (c == '\\') {
        i++;
      }
    }
    return text.length();
  }

  private int wordEnd() {
    boolean number = Character.isDigit(text.charAt(at));
    boolean hexadecimal = text.startsWith("0x", at) || text.startsWith("0X", at);
    int i = at + 1;
    while (i < text.length()) {
      char c = text.charAt(i);
      char before = text.charAt(i - 1);
      boolean exponentSign =
          number && !hexadecimal && (c == '+' || c == '-') && (before == 'e' || before == 'E');
      if (!isWord(c) && !(number && c == '.') && !exponentSign) {
        break;
      }
      i++;
    }
    return i;
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private int indexOrEnd(String searched, int from) {
    int found = text.indexOf(searched, from);
    return found < 0 ? text.length() : found;
  }
}
