package dev.tally.app.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is in series, held against what must be there.
 *
 * @param points that must be there
 * @param wrong of these, missing or with another value; and those that must not be there
 * @param examples of them
 */
public record Differences(long points, long wrong, List<String> examples) {
  private static final int EXAMPLES_MAX = 10;

  public Differences {
    examples = List.copyOf(examples);
  }

  /**
   * @param isCompared of others nothing is said
   */
  public static Differences between(
      Map<Point, Expected> expected, Map<Point, Double> stored, Predicate<Point> isCompared) {
    List<String> examples = new ArrayList<>();
    long points = 0;
    long wrong = 0;
    for (Map.Entry<Point, Expected> entry : expected.entrySet()) {
      Point point = entry.getKey();
      if (isCompared.test(point)) {
        points++;
        Double value = stored.get(point);
        if (value == null || !entry.getValue().allows(value)) {
          wrong++;
          note(examples, "%s is %s, and must be %s".formatted(point, value, entry.getValue()));
        }
      }
    }
    for (Point point : stored.keySet()) {
      if (!expected.containsKey(point) && isCompared.test(point)) {
        wrong++;
        note(examples, "%s is %s, and must not be there".formatted(point, stored.get(point)));
      }
    }
    return new Differences(points, wrong, examples);
  }

  private static void note(List<String> examples, String what) {
    if (examples.size() < EXAMPLES_MAX) {
      examples.add(what);
    }
  }
}
