package dev.tally.edl.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names, word by word. */
final class Words {
  /** Between a small letter or digit and a capital, and before the last capital of several. */
  private static final Pattern BREAK =
      Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private Words() {}

  /** {@code device.userID} is device, user, id. */
  static List<String> of(String name) {
    return Arrays.stream(BREAK.split(name, 0))
        .filter(word -> !word.isEmpty())
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }

  static String last(String name) {
    List<String> words = of(name);
    return words.isEmpty() ? "" : words.getLast();
  }

  static boolean endWith(List<String> words, List<String> ending) {
    int from = words.size() - ending.size();
    return from >= 0 && words.subList(from, words.size()).equals(ending);
  }

  /** {@code userID} as {@code user_id}. */
  static String snakeCase(String name) {
    return lead(String.join("_", of(name)));
  }

  /** {@code user_id} as {@code USER_ID}. */
  static String upperSnakeCase(String name) {
    return snakeCase(name).toUpperCase(Locale.ROOT);
  }

  /** {@code page_view} as {@code PageView}. */
  static String pascalCase(String name) {
    return lead(
        of(name).stream()
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining()));
  }

  /** {@code device.os_version} as {@code deviceOsVersion}. */
  static String camelCase(String name) {
    String pascal = pascalCase(name);
    return pascal.substring(0, 1).toLowerCase(Locale.ROOT) + pascal.substring(1);
  }

  /** A name begins with a letter. */
  private static String lead(String name) {
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "x" + name : name;
  }
}
