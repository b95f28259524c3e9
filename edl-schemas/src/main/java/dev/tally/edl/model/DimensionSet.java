package dev.tally.edl.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The attributes that one breakdown of a metric groups by.
 *
 * @param attributes in the order declared; none twice
 */
public record DimensionSet(List<String> attributes) {
  /** No breakdown: one series. */
  public static final DimensionSet OVERALL = new DimensionSet(List.of());

  public DimensionSet {
    attributes = List.copyOf(attributes);
  }

  /**
   * As it stands in {@code states.dimension_set} and in EDL: {@code country,gender}; "" overall.
   */
  public String key() {
    return String.join(",", attributes);
  }

  /** The same with another attribute behind. */
  public DimensionSet with(String attribute) {
    List<String> all = new ArrayList<>(attributes);
    all.add(attribute);
    return new DimensionSet(all);
  }
}
