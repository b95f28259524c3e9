package dev.tally.collector.encode;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one event, by the slots of its plan; reused for the next. A value is a long: a
 * number, the bits of a double, a {@link Slice} of the event's bytes, or a time's seconds. In lists
 * a time is two: seconds and nanoseconds.
 */
final class RowValues {
  private final boolean[] present;
  private final long[] values;
  private final int[] nanos;
  private final @Nullable LongList[] lists;

  /** Of attributes with a value per element: 1 where it is set, 0 where it is the neutral one. */
  private final @Nullable LongList[] sets;

  private final Struct.@Nullable Builder[] structs;
  private final ByteColumn texts = new ByteColumn();
  private final MapIndex[] maps;

  RowValues(AttributePlan[] attributes, List<MapIndex> maps) {
    present = new boolean[attributes.length];
    values = new long[attributes.length];
    nanos = new int[attributes.length];
    lists = new LongList[attributes.length];
    sets = new LongList[attributes.length];
    structs = new Struct.Builder[attributes.length];
    for (AttributePlan attribute : attributes) {
      lists[attribute.slot] = attribute.isSingular ? null : new LongList();
      sets[attribute.slot] = attribute.isOfElements ? new LongList() : null;
    }
    this.maps = maps.toArray(MapIndex[]::new);
  }

  void clear() {
    Arrays.fill(present, false);
    clear(lists);
    clear(sets);
    if (texts.length() > 0) {
      texts.clear();
    }
    Arrays.fill(structs, null);
    for (MapIndex map : maps) {
      map.clear();
    }
  }

  private static void clear(@Nullable LongList[] lists) {
    for (LongList list : lists) {
      if (list != null) {
        list.clear();
      }
    }
  }

  /** Whether it has a value; of attributes that are not singular: any. */
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

  void setTime(AttributePlan attribute, long seconds, int nanosOfSecond) {
    set(attribute, seconds);
    nanos[attribute.slot] = nanosOfSecond;
  }

  /**
   * Merges the bytes of a struct. It is the one attribute that objects are made for: its form is
   * not known beforehand.
   */
  void mergeStruct(AttributePlan attribute, byte[] bytes, int offset, int length)
      throws InvalidProtocolBufferException {
    Struct.Builder struct = structs[attribute.slot];
    if (struct == null) {
      struct = Struct.newBuilder();
      structs[attribute.slot] = struct;
      set(attribute, 0);
    }
    struct.mergeFrom(bytes, offset, length);
  }

  /** Of a struct that is present. */
  Struct struct(AttributePlan attribute) {
    Struct.Builder struct = structs[attribute.slot];
    return struct == null ? Struct.getDefaultInstance() : struct.build();
  }

  /** Stores text as the attribute's value: a slice of {@link #texts}. */
  void setText(AttributePlan attribute, byte[] utf8) {
    texts.putString(utf8, 0, utf8.length);
    set(attribute, Slice.of(texts.length() - utf8.length, utf8.length));
  }

  /** Where the slices of converted values lie; valid until the next text. */
  byte[] texts() {
    return texts.bytes();
  }

  /** Adds an element in which the attribute is unset, or the zero of a wrapper. */
  void beginElement(AttributePlan attribute) {
    LongList list = list(attribute);
    list.add(attribute.neutral);
    if (attribute.isTime()) {
      list.add(0);
    }
    setsOf(attribute).add(attribute.isRepeatedWrapper ? 1 : 0);
  }

  /**
   * Notes that the attribute is set in the last element; its value is the neutral one till then.
   */
  void setInElement(AttributePlan attribute) {
    LongList set = setsOf(attribute);
    set.set(set.size() - 1, 1);
  }

  void setInElement(AttributePlan attribute, long value) {
    setInElement(attribute);
    LongList list = list(attribute);
    list.set(list.size() - 1, value);
  }

  void setTimeInElement(AttributePlan attribute, long seconds, int nanosOfSecond) {
    setInElement(attribute, nanosOfSecond);
    LongList list = list(attribute);
    list.set(list.size() - 2, seconds);
  }

  /** Of an attribute with a value per element. */
  boolean isSetInElement(AttributePlan attribute, int element) {
    return setsOf(attribute).get(element) != 0;
  }

  /** Whether all elements set it; so do none. */
  boolean isSetInAll(AttributePlan attribute) {
    LongList set = setsOf(attribute);
    for (int i = 0; i < set.size(); i++) {
      if (set.get(i) == 0) {
        return false;
      }
    }
    return true;
  }

  private LongList setsOf(AttributePlan attribute) {
    LongList set = sets[attribute.slot];
    if (set == null) {
      throw new IllegalStateException(attribute.name + " is in no repeated message");
    }
    return set;
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
