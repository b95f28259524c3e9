package dev.tally.aggregator.impact;

import dev.tally.aggregator.statement.AdmittedValues.Dimension;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import java.util.List;
import java.util.Map;

/** How many values of dimensions have series of their own. */
final class DimensionLimits {
  private static final long BOOL_VALUES = 2;

  /** Unset, and all others together. */
  private static final long MORE_VALUES = 2;

  /** More than any engine holds. */
  private static final double SERIES_MAX = 1e15;

  private final Map<Dimension, Long> admitted;

  /**
   * @param admitted values by now
   */
  DimensionLimits(Map<Dimension, Long> admitted) {
    this.admitted = Map.copyOf(admitted);
  }

  /** By its class, or what it says itself; of an enum at least the constants. */
  static long valuesMax(Attribute attribute) {
    if (attribute.type() == AttributeType.BOOL) {
      return BOOL_VALUES;
    }
    return Math.max(attribute.valuesMax(), declared(attribute));
  }

  private static long declared(Attribute attribute) {
    return attribute.maxValues() > 0
        ? 0
        : attribute.enumType().map(EnumType::values).map(List::size).orElse(0);
  }

  /** No more combinations than this are kept apart. */
  long seriesMax(EventType type, DimensionSet set) {
    double most = 1;
    for (String name : set.attributes()) {
      Attribute attribute = type.attribute(name).orElseThrow();
      long known = admitted.getOrDefault(new Dimension(type.name(), name), 0L);
      most *=
          attribute.type() == AttributeType.BOOL
              ? BOOL_VALUES + 1
              : Math.max(attribute.valuesMax(), known) + declared(attribute) + MORE_VALUES;
    }
    return (long) Math.min(most, SERIES_MAX);
  }
}
