package dev.tally.edl.load;

import java.util.ArrayList;
import java.util.List;

/** Splits a filter into tokens; the last one is {@link Kind#END}. */
final class FilterLexer {
  enum Kind {
    /** A dotted name, {@code in}, {@code true} or {@code false}. */
    NAME,
    /** Its text is the value, without quotes and escapes. */
    STRING,
    NUMBER,
    /** {@code == != < <= > >= && || ! ( ) ,}. */
    SYMBOL,
    END
  }

  record Token(Kind kind, int offset, String text) {
    boolean is(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }
  }

  private static final List<String> SYMBOLS =
      List.of("==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", ",");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private FilterLexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) throws FilterSyntaxException {
    return new FilterLexer(text).run();
  }

  private List<Token> run() throws FilterSyntaxException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '"' || c == '\'') {
        string(c);
      } else if (isDigit(c) || c == '-' || c == '.') {
        number();
      } else if (isNameStart(c)) {
        name();
      } else {
        symbol();
      }
    }
    tokens.add(new Token(Kind.END, text.length(), ""));
    return tokens;
  }

  private void string(char quote) throws FilterSyntaxException {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c == '\\') {
        char escaped = at < text.length() ? text.charAt(at++) : ' ';
        if (escaped != '\\' && escaped != '"' && escaped != '\'') {
          throw new FilterSyntaxException(
              at - 2, "a backslash stands only before a quote or a backslash");
        }
        value.append(escaped);
      } else {
        value.append(c);
      }
    }
    if (at >= text.length()) {
      throw new FilterSyntaxException(start, "the string has no closing " + quote);
    }
    at++;
    tokens.add(new Token(Kind.STRING, start, value.toString()));
  }

  private void number() throws FilterSyntaxException {
    int start = at++;
    while (at < text.length() && isNumberPart(text.charAt(at), text.charAt(at - 1))) {
      at++;
    }
    String number = text.substring(start, at);
    try {
      if (!Double.isFinite(Double.parseDouble(number))) {
        throw new FilterSyntaxException(start, number + " is too large");
      }
    } catch (NumberFormatException e) {
      throw new FilterSyntaxException(start, "'" + number + "' is no number");
    }
    tokens.add(new Token(Kind.NUMBER, start, number));
  }

  private static boolean isNumberPart(char c, char before) {
    boolean sign = (c == '+' || c == '-') && (before == 'e' || before == 'E');
    return sign || isDigit(c) || c == '.' || isNameStart(c);
  }

  private void name() {
    int start = at++;
    while (at < text.length()
        && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    tokens.add(new Token(Kind.NAME, start, text.substring(start, at)));
  }

  private void symbol() throws FilterSyntaxException {
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        tokens.add(new Token(Kind.SYMBOL, at, symbol));
        at += symbol.length();
        return;
      }
    }
    String hint =
        switch (text.charAt(at)) {
          case '=' -> "; write == to compare";
          case '&' -> "; write && for and";
          case '|' -> "; write || for or";
          default -> "";
        };
    throw new FilterSyntaxException(
        at, "unexpected '" + Character.toString(text.codePointAt(at)) + "'" + hint);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
