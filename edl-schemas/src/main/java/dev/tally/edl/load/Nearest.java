package dev.tally.edl.load;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What a misspelt name may have meant. */
public final class Nearest {
  private Nearest() {}

  /** {@code "; did you mean 'country'?"}, or nothing when no candidate is close. */
  public static String hint(String name, Collection<String> candidates) {
    int distanceMax = Math.max(1, name.length() / 3);
    Optional<String> nearest =
        candidates.stream()
            .filter(candidate -> distance(name, candidate) <= distanceMax)
            .min(
                Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                    .thenComparing(Comparator.naturalOrder()));
    return nearest.map(candidate -> "; did you mean '" + candidate + "'?").orElse("");
  }

  /** Levenshtein's: insertions, deletions and replacements from one to the other. */
  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[b.length()];
  }
}
