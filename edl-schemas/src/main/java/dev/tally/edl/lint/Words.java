package dev.tally.edl.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names, word by word. */
final class Words {
  private Words() {}

  /** {@code device.userID} is device, user, id. */
  static List<String> of(String name) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      boolean isEnd = i == name.length() || !isLetterOrDigit(name.charAt(i));
      if (isEnd || startsWord(name, i)) {
        if (i > start) {
          words.add(name.substring(start, i).toLowerCase(Locale.ROOT));
        }
        start = isEnd ? i + 1 : i;
      }
    }
    return words;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || isCapital(c);
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  /** A capital behind a small letter or digit, and the last of several before a small letter. */
  private static boolean startsWord(String name, int i) {
    return i > 0
        && isCapital(name.charAt(i))
        && (!isCapital(name.charAt(i - 1))
            || (i + 1 < name.length() && name.charAt(i + 1) >= 'a' && name.charAt(i + 1) <= 'z'));
  }

  static String last(List<String> words) {
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
    return pascalCase(of(name));
  }

  private static String pascalCase(List<String> words) {
    return lead(
        words.stream()
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining()));
  }

  /** Of {@code device.os_version} that is {@code deviceOsVersion}. */
  static String camelCase(List<String> words) {
    String pascal = pascalCase(words);
    return pascal.substring(0, 1).toLowerCase(Locale.ROOT) + pascal.substring(1);
  }

  /** A name begins with a letter. */
  private static String lead(String name) {
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "x" + name : name;
  }
}
