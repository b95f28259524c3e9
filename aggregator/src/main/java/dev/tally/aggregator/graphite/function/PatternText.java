package dev.tally.aggregator.graphite.function;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions as Graphite's functions take them, in Python's way of writing. */
final class PatternText {
  /** Characters that one search may look at: some patterns look at each again and again. */
  static final int LOOKS_MAX = 1_000_000;

  private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?P<");
  private static final Pattern NAMED_REFERENCE = Pattern.compile("\\\\g<(\\w+)>");
  private static final Pattern REFERENCE = Pattern.compile("\\\\(\\d{1,2})");

  private final Pattern pattern;

  /**
   * @throws TallyException REQUEST_INVALID for what is no pattern
   */
  PatternText(String text) {
    try {
      pattern = Pattern.compile(NAMED_GROUP.matcher(text).replaceAll("(?<"));
    } catch (PatternSyntaxException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "'%s' is not a regular expression: %s".formatted(text, e.getDescription()),
          e);
    }
  }

  boolean isFoundIn(String text) {
    try {
      return pattern.matcher(new Looked(text)).find();
    } catch (StackOverflowError e) {
      throw tooLong();
    }
  }

  /**
   * @param replacement with {@code \1} or {@code \g<name>} for groups
   */
  String replaceAll(String text, String replacement) {
    Matcher matcher = pattern.matcher(new Looked(text));
    try {
      return matcher.replaceAll(inJava(replacement));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "'%s' is not a replacement for '%s': %s"
              .formatted(replacement, pattern.pattern(), e.getMessage()),
          e);
    } catch (StackOverflowError e) {
      throw tooLong();
    }
  }

  private static TallyException tooLong() {
    return new TallyException(
        ErrorCode.QUERY_LIMIT, "a regular expression takes too long; write a simpler one");
  }

  private static String inJava(String replacement) {
    String literal = replacement.replace("$", "\\$");
    String named = NAMED_REFERENCE.matcher(literal).replaceAll(PatternText::reference);
    return REFERENCE.matcher(named).replaceAll("\\$$1");
  }

  private static String reference(java.util.regex.MatchResult name) {
    boolean isNumber = Character.isDigit(name.group(1).charAt(0));
    return Matcher.quoteReplacement(isNumber ? "$" + name.group(1) : "${" + name.group(1) + "}");
  }

  /** Counts how often it is looked at. */
  private static final class Looked implements CharSequence {
    private final CharSequence text;
    private int looks;

    Looked(CharSequence text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++looks > LOOKS_MAX) {
        throw tooLong();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
