package dev.tally.aggregator.testing;

import dev.tally.edl.model.Aggregate;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The most frequent values of one group and bucket, found by sorting all of them. */
public final class TopValues {
  private final int k;
  private final UnaryOperator<String> key;
  private final Map<String, Double> counts = new TreeMap<>();

  /**
   * @param key of the point of a value
   */
  public TopValues(int k, UnaryOperator<String> key) {
    this.k = k;
    this.key = key;
  }

  public void add(String value, double count) {
    if (count > 0) {
      counts.merge(value, count, Double::sum);
    }
  }

  public Map<String, Double> points() {
    List<Map.Entry<String, Double>> sorted =
        counts.entrySet().stream()
            .sorted(
                Comparator.comparingDouble((Map.Entry<String, Double> e) -> -e.getValue())
                    .thenComparing(e -> bytes(e.getKey()), Arrays::compareUnsigned))
            .toList();
    Map<String, Double> points = new TreeMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      String value = i < k ? sorted.get(i).getKey() : Aggregate.TopK.OTHER;
      points.merge(key.apply(value), sorted.get(i).getValue(), Double::sum);
    }
    return points;
  }

  /** Of many groups: from "value group" to "value group". */
  public static Map<String, Double> of(Map<String, Double> counts, int k) {
    Map<String, TopValues> groups = new TreeMap<>();
    counts.forEach(
        (key, count) -> {
          int space = key.lastIndexOf(' ');
          String group = key.substring(space);
          groups
              .computeIfAbsent(group, g -> new TopValues(k, value -> value + g))
              .add(key.substring(0, space), count);
        });
    Map<String, Double> points = new TreeMap<>();
    groups.values().forEach(group -> points.putAll(group.points()));
    return points;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
