package dev.tally.web;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Query parameters; what is asked wrongly is REQUEST_INVALID, naming the parameter. */
final class Parameters {
  /** Characters of a search. */
  static final int SEARCH_CHARS_MAX = 200;

  private Parameters() {}

  static String text(Context context, String name, String otherwise) {
    String value = context.queryParam(name);
    return value == null ? otherwise : value;
  }

  static int number(Context context, String name, int otherwise, int min, int max) {
    String text = context.queryParam(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, with the bounds.
    }
    throw invalid(name + " is '" + text + "': use a whole number between " + min + " and " + max);
  }

  /** Of the path. */
  static int pathNumber(Context context, String name) {
    String text = context.pathParam(name);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw invalid("'%s' is no number of a %s".formatted(text, name));
    }
  }

  /** In lower case, none empty. */
  static List<String> words(Context context, String name) {
    String search = text(context, name, "");
    if (search.length() > SEARCH_CHARS_MAX) {
      throw invalid(name + " has more than " + SEARCH_CHARS_MAX + " characters");
    }
    return Arrays.stream(search.toLowerCase(Locale.ROOT).split("\\s+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
