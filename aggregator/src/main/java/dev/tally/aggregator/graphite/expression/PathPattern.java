package dev.tally.aggregator.graphite.expression;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;

/**
 * A path with Graphite's globs: {@code *} and {@code ?} within one component, {@code [a-z]}, {@code
 * {ATL,DFW}}. Percent escapes are characters like any other. Globs match no {@code ;}, so that
 * series with tags are found by their tags; those behind a {@code ;} match any.
 */
public record PathPattern(String text) {
  /** Longest pattern, in characters. */
  public static final int PATTERN_LENGTH_MAX = 10_000;

  private static final String GLOBS = "*?[{";
  private static final String REGEX_SPECIAL = "\\.^$|+()[]{}*?";

  public PathPattern {
    if (text.isEmpty() || text.length() > PATTERN_LENGTH_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "a path pattern has 1 to %d characters, not %d"
              .formatted(PATTERN_LENGTH_MAX, text.length()));
    }
  }

  public boolean isLiteral() {
    return literalPrefix().length() == text.length();
  }

  /** What every match starts with. */
  public String literalPrefix() {
    for (int i = 0; i < text.length(); i++) {
      if (GLOBS.indexOf(text.charAt(i)) >= 0) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  /**
   * Whether all that has the prefix matches, as far as its component ends: a {@code *} is the end.
   */
  public boolean isPrefix() {
    return text.endsWith("*") && literalPrefix().length() == text.length() - 1;
  }

  /** The longest text behind the first glob that every match has; may be empty. */
  public String literalPart() {
    String longest = "";
    int begin = literalPrefix().length();
    int braces = 0;
    for (int i = begin; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '*';
      if (GLOBS.indexOf(c) >= 0 || c == '}') {
        if (braces == 0 && i - begin > longest.length()) {
          longest = text.substring(begin, i);
        }
        braces += c == '{' ? 1 : c == '}' ? -1 : 0;
        i = c == '[' ? Math.max(i, text.indexOf(']', i + 2)) : i;
        begin = i + 1;
      }
    }
    return longest;
  }

  /** How many components every match has. */
  public int depth() {
    return components().size();
  }

  public List<String> components() {
    return List.of(text.split("\\.", -1));
  }

  /** As {@link #regex}, of the whole path. */
  public String wholeRegex() {
    return "^" + regex() + "$";
  }

  /** In RE2's and Java's syntax alike, without anchors. */
  public String regex() {
    StringBuilder regex = new StringBuilder();
    int braces = 0;
    int tags = text.indexOf(';');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String any = tags >= 0 && i > tags ? "[^.]" : "[^.;]";
      switch (c) {
        case '*' -> regex.append(any).append('*');
        case '?' -> regex.append(any);
        case '{' -> {
          braces++;
          regex.append("(?:");
        }
        case '}' -> {
          braces = closed(braces);
          regex.append(')');
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        case '[' -> i = characterClass(i, regex);
        default -> literal(c, regex);
      }
    }
    if (braces > 0) {
      throw mistake("a brace is not closed");
    }
    return regex.toString();
  }

  private int closed(int braces) {
    if (braces == 0) {
      throw mistake("a brace is closed that was not opened");
    }
    return braces - 1;
  }

  /** Returns the index of the closing bracket. */
  private int characterClass(int open, StringBuilder regex) {
    int close = text.indexOf(']', open + 2);
    if (close < 0) {
      throw mistake("a bracket is not closed");
    }
    regex.append('[');
    int from = open + 1;
    if (text.charAt(from) == '!' || text.charAt(from) == '^') {
      regex.append("^.;");
      from++;
    }
    for (int i = from; i < close; i++) {
      char c = text.charAt(i);
      if ("\\[]^&~".indexOf(c) >= 0) {
        regex.append('\\');
      }
      regex.append(c);
    }
    regex.append(']');
    return close;
  }

  private static void literal(char c, StringBuilder regex) {
    if (REGEX_SPECIAL.indexOf(c) >= 0) {
      regex.append('\\');
    }
    regex.append(c);
  }

  private TallyException mistake(String what) {
    return new TallyException(
        ErrorCode.REQUEST_INVALID, "path pattern '%s': %s".formatted(text, what));
  }
}
