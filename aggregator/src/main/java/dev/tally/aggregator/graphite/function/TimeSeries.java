package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values on a regular grid. Not to be changed once made: {@code values} is shared.
 *
 * @param pathExpression what asked for it, as the names of combining functions repeat it
 * @param tags {@code name}, and what the series' dimensions say
 * @param start time of the first value, in seconds since the epoch
 * @param step seconds from one value to the next
 * @param values NaN where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // up to millions of values; never compared or printed
public record TimeSeries(
    String name,
    String pathExpression,
    Map<String, String> tags,
    long start,
    long step,
    double[] values) {

  public TimeSeries {
    requireNonNull(name);
    requireNonNull(pathExpression);
    tags = new TreeMap<>(tags);
    requireNonNull(values);
    if (step < 1) {
      throw new IllegalArgumentException("step " + step);
    }
  }

  /** Time behind the last value's bucket. */
  public long end() {
    return start + step * values.length;
  }

  public TimeSeries named(String newName) {
    return new TimeSeries(newName, pathExpression, tags, start, step, values);
  }

  /** With another name, under which combining functions will know it too. */
  public TimeSeries renamed(String newName) {
    return new TimeSeries(newName, newName, tags, start, step, values);
  }

  public TimeSeries tagged(String tag, String value) {
    Map<String, String> more = new TreeMap<>(tags);
    more.put(tag, value);
    return new TimeSeries(name, pathExpression, more, start, step, values);
  }

  public TimeSeries withValues(double[] newValues) {
    return new TimeSeries(name, pathExpression, tags, start, step, newValues);
  }

  public TimeSeries at(long newStart, long newStep, double[] newValues) {
    return new TimeSeries(name, pathExpression, tags, newStart, newStep, newValues);
  }

  /**
   * So many values made one, by average; nulls are left out.
   *
   * @param factor at least 1
   */
  public TimeSeries consolidated(int factor) {
    if (factor == 1) {
      return this;
    }
    double[] coarse = new double[(values.length + factor - 1) / factor];
    for (int i = 0; i < coarse.length; i++) {
      int from = i * factor;
      coarse[i] = Reduction.AVERAGE.of(values, from, Math.min(values.length, from + factor));
    }
    return at(start, step * factor, coarse);
  }

  public boolean hasValue() {
    return Arrays.stream(values).anyMatch(value -> !Double.isNaN(value));
  }
}
