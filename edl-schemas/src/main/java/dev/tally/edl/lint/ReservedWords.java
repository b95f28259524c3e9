package dev.tally.edl.lint;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Words that are somebody's already. Sources: the Java Language Specification 25, 3.9; Python
 * 3.14's {@code keyword.kwlist}; PHP's manual, "List of Keywords" and "List of other reserved
 * words". In TypeScript a property may have any name but that of a constructor. SQL: see
 * RATIONALE.md.
 */
public final class ReservedWords {
  /** The row's own columns in each event type's view. */
  public static final Set<String> VIEW_COLUMNS =
      Set.of("time", "received", "revision", "producer", "batch", "row", "attempt");

  private static final Set<String> JAVA =
      words(
          "abstract assert boolean break byte case catch char class const continue default do"
              + " double else enum extends final finally float for goto if implements import"
              + " instanceof int interface long native new package private protected public return"
              + " short static strictfp super switch synchronized this throw throws transient try"
              + " void volatile while true false null");

  private static final Set<String> PYTHON =
      words(
          "False None True and as assert async await break class continue def del elif else except"
              + " finally for from global if import in is lambda nonlocal not or pass raise return"
              + " try while with yield");

  /** As methods of a generated sender, or of every object. */
  private static final Set<String> SENDER =
      words(
          "create send schema missing encode invalid scaled getClass hashCode equals toString clone"
              + " finalize notify notifyAll wait constructor");

  /** Names that mean something else in a query of ClickHouse where they stand without quotes. */
  private static final Set<String> SQL =
      words("all cube distinct false inf infinity nan not null rollup top true");

  /** Of classes; in any case. */
  private static final Set<String> PHP_CLASS =
      words(
          "abstract and array as bool break callable case catch class clone const continue declare"
              + " default do echo else elseif empty enddeclare endfor endforeach endif endswitch"
              + " endwhile enum eval exit die extends false final finally float fn for foreach"
              + " function global goto if implements include include_once instanceof insteadof int"
              + " interface isset iterable list match mixed namespace never new null object or"
              + " parent print private protected public readonly require require_once return self"
              + " static string switch throw trait true try unset use var void while xor yield");

  private ReservedWords() {}

  private static Set<String> words(String words) {
    return Set.of(words.split(" "));
  }

  /**
   * Whose an attribute's name is, for a person.
   *
   * @param name dotted
   * @param words of the name
   */
  static Optional<String> ofAttribute(String name, List<String> words) {
    String method = Words.camelCase(words);
    if (VIEW_COLUMNS.contains(name)) {
      return Optional.of("a column that every view has");
    }
    if (JAVA.contains(method)) {
      return Optional.of("a keyword of Java");
    }
    if (PYTHON.contains(name)) {
      return Optional.of("a keyword of Python");
    }
    if (SENDER.contains(method)) {
      return Optional.of("a method that every sender has");
    }
    return SQL.contains(name.toLowerCase(Locale.ROOT))
        ? Optional.of("a word of SQL")
        : Optional.empty();
  }

  /** Whose the name of a generated class is, for a person. */
  static Optional<String> ofClass(String name) {
    if (PHP_CLASS.contains(name.toLowerCase(Locale.ROOT))) {
      return Optional.of("a keyword of PHP");
    }
    return PYTHON.contains(name) ? Optional.of("a keyword of Python") : Optional.empty();
  }

  static Optional<String> ofPackage(String word) {
    if (JAVA.contains(word)) {
      return Optional.of("a keyword of Java");
    }
    return PYTHON.contains(word) ? Optional.of("a keyword of Python") : Optional.empty();
  }
}
