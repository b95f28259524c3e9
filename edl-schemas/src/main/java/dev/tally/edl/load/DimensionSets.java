package dev.tally.edl.load;

import dev.tally.edl.model.DimensionSet;
import java.util.List;
import java.util.regex.Pattern;

/** Dimension sets as EDL writes them: {@code "country, gender"}. */
final class DimensionSets {
  private static final Pattern COMMA = Pattern.compile(",");

  private DimensionSets() {}

  static DimensionSet parse(String text) {
    return text.isBlank()
        ? DimensionSet.OVERALL
        : new DimensionSet(COMMA.splitAsStream(text).map(String::strip).toList());
  }

  /** The same attributes, in any order. */
  static boolean same(DimensionSet a, DimensionSet b) {
    List<String> sorted = a.attributes().stream().sorted().toList();
    return sorted.equals(b.attributes().stream().sorted().toList());
  }
}
