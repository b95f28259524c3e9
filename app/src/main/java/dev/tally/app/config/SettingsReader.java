package dev.tally.app.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes typed values out of flat {@code key → text} settings and collects everything that is wrong
 * with them: values that can't be read, and, at the end, keys that nobody asked for.
 */
final class SettingsReader {
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,9})\\s*([KMG]i?B|B)");

  /** More edits than this make a known key no longer a likely meaning of an unknown one. */
  private static final int SUGGESTION_EDITS_MAX = 4;

  private final TreeMap<String, SettingsSource.Value> values;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();

  SettingsReader(Map<String, SettingsSource.Value> values) {
    this.values = new TreeMap<>(values);
  }

  Optional<String> text(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key)).map(SettingsSource.Value::text);
  }

  String text(String key, String byDefault) {
    return text(key).orElse(byDefault);
  }

  Path path(String key, Path byDefault) {
    return text(key).map(Path::of).orElse(byDefault).toAbsolutePath().normalize();
  }

  int port(String key, int byDefault) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      int port = Integer.parseInt(text.get());
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException _) {
      // Said below, with the range.
    }
    problem(key, "is not a port (0 to 65535)");
    return byDefault;
  }

  /** A port that may be absent: nobody listens then. */
  OptionalInt portIfAny(String key) {
    return text(key).isEmpty() ? OptionalInt.empty() : OptionalInt.of(port(key, 0));
  }

  boolean flag(String key, boolean byDefault) {
    return switch (text(key).orElse(String.valueOf(byDefault))) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problem(key, "is neither true nor false");
        yield byDefault;
      }
    };
  }

  long number(String key, long byDefault, long min, long max) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    problem(
        key,
        max == Long.MAX_VALUE
            ? "is not a whole number from " + min + " on"
            : "is not a whole number from " + min + " to " + max);
    return byDefault;
  }

  long bytes(String key, long byDefault) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return byDefault;
    }
    Matcher matcher = BYTES.matcher(text.get());
    if (!matcher.matches()) {
      problem(key, "is not a size (such as 512 MiB or 4 GiB)");
      return byDefault;
    }
    return Long.parseLong(matcher.group(1)) << shift(matcher.group(2).charAt(0));
  }

  private static int shift(char unit) {
    return switch (unit) {
      case 'K' -> 10;
      case 'M' -> 20;
      case 'G' -> 30;
      default -> 0;
    };
  }

  Optional<URI> uri(String key) {
    return text(key).flatMap(text -> parseUri(key, text));
  }

  private Optional<URI> parseUri(String key, String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException _) {
      // Said below.
    }
    problem(key, "is not a URL (such as http://localhost:8123)");
    return Optional.empty();
  }

  /** One of the names of {@code byDefault}'s type, in lower case. */
  <E extends Enum<E>> E constant(String key, E byDefault) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return byDefault;
    }
    List<String> names = new ArrayList<>();
    for (E constant : byDefault.getDeclaringClass().getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(text.get())) {
        return constant;
      }
      names.add(name);
    }
    problem(key, "is none of " + String.join(", ", names));
    return byDefault;
  }

  /** The names N for which there is a key {@code prefix.N.…}. */
  List<String> names(String prefix) {
    return values.keySet().stream()
        .filter(key -> key.startsWith(prefix + "."))
        .map(key -> key.substring(prefix.length() + 1))
        .filter(rest -> rest.contains("."))
        .map(rest -> rest.substring(0, rest.indexOf('.')))
        .distinct()
        .toList();
  }

  void problem(String key, String what) {
    SettingsSource.Value value = values.get(key);
    problems.add(
        value == null
            ? key + " " + what
            : "%s: %s = \"%s\" %s".formatted(value.origin(), key, value.text(), what));
  }

  /** Everything that is wrong, the unknown keys included. */
  List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    values.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            all.add("%s: unknown key %s%s".formatted(value.origin(), key, suggestion(key)));
          }
        });
    return all;
  }

  private String suggestion(String key) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> edits(key, candidate)))
        .filter(candidate -> edits(key, candidate) <= SUGGESTION_EDITS_MAX)
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }

  /** Levenshtein's distance. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
