package dev.tally.aggregator.carbon;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A path as it is stored: {@code servers.web01.cpu}, with tags {@code disk.used;rack=a1;server=s1}.
 * Dots that follow each other are one, as in a folder of whisper's; tags are in carbon's order.
 *
 * <p>No series of an event type can have it, whatever is published: a path without tags that has
 * their form (see {@link dev.tally.edl.model.SeriesName}) is refused, and theirs have no {@code ;}.
 *
 * @param tags their names
 * @param values one per tag
 */
record SeriesPath(String text, List<String> tags, List<String> values) {
  /** What can't stand in a target's path, or means something else there. */
  private static final String NAME_FORBIDDEN = "*?[]{}()'\"|,\\\uFFFD";

  private static final String TAG_FORBIDDEN = "!^=,\uFFFD";

  private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*";

  /** Event type, metric, statistic if any, resolution, dimensions with their values. */
  private static final Pattern OF_EVENT_TYPE =
      Pattern.compile(
          "%s(\\.%s)*\\.[a-z][a-z0-9_]*(\\.[A-Za-z0-9_-]+)?\\.[1-9][0-9]*[smhd](\\.[^.]+\\.[^.]+)*"
              .formatted(IDENTIFIER, IDENTIFIER));

  SeriesPath {
    requireNonNull(text);
    tags = List.copyOf(tags);
    values = List.copyOf(values);
  }

  static SeriesPath parse(String sent) throws RefusedException {
    if (sent.length() > CarbonLimits.PATH_LENGTH_MAX) {
      throw path(
          "a path of %d characters, of at most %d"
              .formatted(sent.length(), CarbonLimits.PATH_LENGTH_MAX));
    }
    int end = sent.indexOf(';');
    String name = name(end < 0 ? sent : sent.substring(0, end));
    return end < 0 ? untagged(name) : tagged(name, sent.substring(end + 1));
  }

  private static SeriesPath untagged(String name) throws RefusedException {
    if (OF_EVENT_TYPE.matcher(name).matches()) {
      throw new RefusedException(
          Refusal.RESERVED_PATH,
          "the path of a series of an event type; set carbon.prefix, with a character that no event type's name has, as in old-metrics");
    }
    return new SeriesPath(name, List.of(), List.of());
  }

  private static String name(String sent) throws RefusedException {
    StringBuilder name = new StringBuilder(sent.length());
    for (int i = 0; i < sent.length(); i++) {
      char c = sent.charAt(i);
      if (isBlank(c) || NAME_FORBIDDEN.indexOf(c) >= 0) {
        throw path("a path with '%c'".formatted(c));
      }
      if (c != '.' || (!name.isEmpty() && name.charAt(name.length() - 1) != '.')) {
        name.append(c);
      }
    }
    if (!name.isEmpty() && name.charAt(name.length() - 1) == '.') {
      name.setLength(name.length() - 1);
    }
    if (name.isEmpty()) {
      throw path("a path without a name");
    }
    return name.toString();
  }

  /**
   * @param sent {@code tag=value;tag=value}
   */
  private static SeriesPath tagged(String name, String sent) throws RefusedException {
    Map<String, String> valueByTag = new LinkedHashMap<>();
    for (String pair : sent.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw path("a tag without a name, or without a value");
      }
      String tag = pair.substring(0, equals);
      String value = pair.substring(equals + 1);
      check(tag, value);
      valueByTag.put(tag, value);
    }
    // Carbon has the name as a tag, and lets it win.
    valueByTag.remove("name");
    if (valueByTag.isEmpty()) {
      return untagged(name);
    }
    if (valueByTag.size() > CarbonLimits.TAGS_MAX) {
      throw path("%d tags, of at most %d".formatted(valueByTag.size(), CarbonLimits.TAGS_MAX));
    }
    List<String> tags = new ArrayList<>(valueByTag.keySet());
    tags.sort((one, other) -> pair(one, valueByTag).compareTo(pair(other, valueByTag)));
    StringBuilder text = new StringBuilder(name);
    tags.forEach(tag -> text.append(';').append(pair(tag, valueByTag)));
    return new SeriesPath(
        text.toString(), tags, tags.stream().map(tag -> valueByTag.getOrDefault(tag, "")).toList());
  }

  private static String pair(String tag, Map<String, String> valueByTag) {
    return tag + "=" + valueByTag.getOrDefault(tag, "");
  }

  private static void check(String tag, String value) throws RefusedException {
    if (tag.chars().anyMatch(c -> isBlank((char) c) || TAG_FORBIDDEN.indexOf(c) >= 0)) {
      throw path("a tag's name with a character that can't be in one");
    }
    if (value.isEmpty()
        || value.startsWith("~")
        || value.chars().anyMatch(c -> isBlank((char) c) || c == '\uFFFD')) {
      throw path("a tag's value that is empty, begins with ~ or has blanks");
    }
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isISOControl(c);
  }

  private static RefusedException path(String what) {
    return new RefusedException(Refusal.PATH, what);
  }
}
