package dev.tally.sdk;

import java.util.ArrayList;
import java.util.List;

/** Lists of primitive values, for the setters of repeated attributes in generated senders. */
public final class Lists {
  private Lists() {}

  public static List<Integer> of(int... values) {
    List<Integer> list = new ArrayList<>(values.length);
    for (int value : values) {
      list.add(value);
    }
    return list;
  }

  public static List<Long> of(long... values) {
    List<Long> list = new ArrayList<>(values.length);
    for (long value : values) {
      list.add(value);
    }
    return list;
  }

  public static List<Float> of(float... values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  public static List<Double> of(double... values) {
    List<Double> list = new ArrayList<>(values.length);
    for (double value : values) {
      list.add(value);
    }
    return list;
  }

  public static List<Boolean> of(boolean... values) {
    List<Boolean> list = new ArrayList<>(values.length);
    for (boolean value : values) {
      list.add(value);
    }
    return list;
  }
}
