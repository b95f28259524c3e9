package dev.tally.edl.load;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of what was refused already. A later complaint that such a thing is missing follows
 * from the first one and would only be noise.
 */
final class LostWords {
  private static final Pattern NOT_WORD = Pattern.compile("[^A-Za-z0-9_]+");

  private final Set<String> words = new HashSet<>();

  /** Starts with the words of another; what is added here stays here. */
  LostWords copy() {
    LostWords copy = new LostWords();
    copy.words.addAll(words);
    return copy;
  }

  void addAll(String text) {
    NOT_WORD.splitAsStream(text).filter(word -> !word.isEmpty()).forEach(words::add);
  }

  void addAll(LostWords others) {
    words.addAll(others.words);
  }

  /** Whether any part of a dotted name is lost. */
  boolean explains(String name) {
    return NOT_WORD.splitAsStream(name).anyMatch(words::contains);
  }
}
