package dev.tally.aggregator.graphite.function;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Values on a regular grid. Not to be changed once made: {@code values} is shared.
 *
 * @param pathExpression what asked for it, as the names of combining functions repeat it
 * @param tags {@code name}, and what the series' dimensions say
 * @param start time of the first value, in seconds since the epoch
 * @param step seconds from one value to the next
 * @param values NaN where there is none
 * @param consolidation how several of its values become one
 * @param xFilesFactor which share of them must be there; NaN for what the request says
 */
@SuppressWarnings("ArrayRecordComponent") // up to millions of values; never compared or printed
public record TimeSeries(
    String name,
    String pathExpression,
    Map<String, String> tags,
    long start,
    long step,
    double[] values,
    Reduction consolidation,
    double xFilesFactor) {

  public TimeSeries {
    requireNonNull(name);
    requireNonNull(pathExpression);
    tags = new TreeMap<>(tags);
    requireNonNull(values);
    requireNonNull(consolidation);
    if (step < 1) {
      throw new IllegalArgumentException("step " + step);
    }
  }

  public TimeSeries(
      String name,
      String pathExpression,
      Map<String, String> tags,
      long start,
      long step,
      double[] values) {
    this(name, pathExpression, tags, start, step, values, Reduction.AVERAGE, 0);
  }

  /** One that a function made up: its name is all that is known of it. */
  static TimeSeries made(String name, long start, long step, double[] values) {
    return new TimeSeries(name, name, Map.of("name", name), start, step, values)
        .withXFilesFactor(Double.NaN);
  }

  /** So many values, none of which is there. */
  public static double[] nothing(int size) {
    double[] values = new double[size];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  public int size() {
    return values.length;
  }

  /** Time behind the last value's bucket. */
  public long end() {
    return start + step * values.length;
  }

  public TimeSeries named(String newName) {
    return with(newName, pathExpression, tags);
  }

  /** With another name, under which combining functions will know it too. */
  public TimeSeries renamed(String newName) {
    return with(newName, newName, tags);
  }

  TimeSeries withPathExpression(String newPathExpression) {
    return with(name, newPathExpression, tags);
  }

  public TimeSeries tagged(String tag, String value) {
    Map<String, String> more = new TreeMap<>(tags);
    more.put(tag, value);
    return with(name, pathExpression, more);
  }

  TimeSeries withTags(Map<String, String> newTags) {
    return with(name, pathExpression, newTags);
  }

  public TimeSeries withValues(double[] newValues) {
    return at(start, step, newValues);
  }

  public TimeSeries at(long newStart, long newStep, double[] newValues) {
    return new TimeSeries(
        name, pathExpression, tags, newStart, newStep, newValues, consolidation, xFilesFactor);
  }

  public TimeSeries consolidatedBy(Reduction reduction) {
    return new TimeSeries(name, pathExpression, tags, start, step, values, reduction, xFilesFactor);
  }

  TimeSeries withXFilesFactor(double factor) {
    return new TimeSeries(name, pathExpression, tags, start, step, values, consolidation, factor);
  }

  /** With the factor of the request, where it has none of its own. */
  TimeSeries orXFilesFactor(double factor) {
    return Double.isNaN(xFilesFactor) ? withXFilesFactor(factor) : this;
  }

  private TimeSeries with(String newName, String newExpression, Map<String, String> newTags) {
    return new TimeSeries(
        newName, newExpression, newTags, start, step, values, consolidation, xFilesFactor);
  }

  /** Each value by itself; what is missing stays so. */
  TimeSeries mapped(DoubleUnaryOperator operator) {
    double[] mapped = new double[values.length];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = Double.isNaN(values[i]) ? Double.NaN : operator.applyAsDouble(values[i]);
    }
    return withValues(mapped);
  }

  double reduced(Reduction reduction) {
    return reduction.of(values);
  }

  /**
   * So many values made one, in the series' own way.
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
      coarse[i] = consolidate(from, Math.min(values.length, from + factor), factor);
    }
    return at(start, step * factor, coarse);
  }

  /** One value of those at some indexes, of which there should be {@code expected}. */
  double consolidate(int from, int to, double expected) {
    return isFilled(Reduction.count(values, from, to), expected, xFilesFactor)
        ? consolidation.of(values, from, to)
        : Double.NaN;
  }

  /** Whether enough values are there; none is never enough. */
  static boolean isFilled(int count, double expected, double xFilesFactor) {
    return count > 0 && (Double.isNaN(xFilesFactor) || count / expected >= xFilesFactor);
  }

  public boolean hasValue() {
    return Arrays.stream(values).anyMatch(value -> !Double.isNaN(value));
  }
}
