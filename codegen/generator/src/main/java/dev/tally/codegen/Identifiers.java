package dev.tally.codegen;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/** Java identifiers from protobuf's names. */
final class Identifiers {
  /** Names that Java reserves for types but not elsewhere. */
  private static final Set<String> RESTRICTED_TYPE_NAMES =
      Set.of("permits", "record", "sealed", "var", "yield");

  private static final Pattern WORD_BREAK = Pattern.compile("[._]+");
  private static final Pattern DOT = Pattern.compile("\\.");

  private Identifiers() {}

  /** {@code delay_minutes} and {@code device.os} as {@code delayMinutes} and {@code deviceOs}. */
  static String camelCase(String attributeName) {
    StringBuilder out = new StringBuilder(attributeName.length());
    for (String word : WORD_BREAK.splitAsStream(attributeName).toList()) {
      if (word.isEmpty()) {
        continue;
      }
      String first = word.substring(0, 1);
      out.append(out.isEmpty() ? first.toLowerCase(Locale.ROOT) : first.toUpperCase(Locale.ROOT));
      out.append(word, 1, word.length());
    }
    return out.isEmpty() || !Character.isJavaIdentifierStart(out.charAt(0))
        ? "_" + out
        : out.toString();
  }

  /** A trailing underscore where Java keeps the name for itself. */
  static String escaped(String name) {
    return SourceVersion.isKeyword(name) ? name + "_" : name;
  }

  static String escapedType(String name) {
    return RESTRICTED_TYPE_NAMES.contains(name) ? name + "_" : escaped(name);
  }

  /** {@code shop.default} as {@code shop.default_}. */
  static String escapedPackage(String name) {
    return DOT.splitAsStream(name).map(Identifiers::escaped).collect(Collectors.joining("."));
  }

  /** Hands out names of one scope; who comes later gets trailing underscores. */
  static final class Scope {
    private final Set<String> taken;

    Scope(Set<String> reserved) {
      taken = new HashSet<>(reserved);
    }

    String name(String wanted) {
      String name = wanted;
      while (SourceVersion.isKeyword(name) || !taken.add(name)) {
        name += "_";
      }
      return name;
    }
  }
}
