package dev.tally.collector.encode;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one event, by the slots of its plan; reused for the next. A value is a long: a
 * number, the bits of a double, a {@link Slice} of the event's bytes, or a timestamp's seconds.
 */
final class RowValues {
  private final boolean[] present;
  private final long[] values;
  private final int[] nanos;
  private final @Nullable LongList[] lists;
  private final List<MapIndex> maps;

  RowValues(AttributePlan[] attributes, List<MapIndex> maps) {
    present = new boolean[attributes.length];
    values = new long[attributes.length];
    nanos = new int[attributes.length];
    lists = new LongList[attributes.length];
    for (AttributePlan attribute : attributes) {
      lists[attribute.slot] = attribute.isSingular ? null : new LongList();
    }
    this.maps = List.copyOf(maps);
  }

  void clear() {
    Arrays.fill(present, false);
    for (LongList list : lists) {
      if (list != null) {
        list.clear();
      }
    }
    for (MapIndex map : maps) {
      map.clear();
    }
  }

  boolean isPresent(AttributePlan attribute) {
    LongList list = lists[attribute.slot];
    return list == null ? present[attribute.slot] : list.size() > 0;
  }

  long value(AttributePlan attribute) {
    return values[attribute.slot];
  }

  int nanos(AttributePlan attribute) {
    return nanos[attribute.slot];
  }

  void set(AttributePlan attribute, long value) {
    present[attribute.slot] = true;
    values[attribute.slot] = value;
  }

  void setTimestamp(AttributePlan attribute, long seconds, int nanosOfSecond) {
    set(attribute, seconds);
    nanos[attribute.slot] = nanosOfSecond;
  }

  /** For attributes that are not singular. */
  LongList list(AttributePlan attribute) {
    LongList list = lists[attribute.slot];
    if (list == null) {
      throw new IllegalStateException(attribute.name + " is singular");
    }
    return list;
  }
}
