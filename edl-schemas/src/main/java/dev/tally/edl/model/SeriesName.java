package dev.tally.edl.model;

import java.time.Duration;
import java.util.List;

/**
 * The Graphite path of a series:
 *
 * <pre>{@code <event type>.<metric>[.<statistic>].<resolution>[.<dimension>.<value>]*
 * flights.FlightDeparted.departures.1d
 * flights.FlightDeparted.delay.p95.1h.origin.ATL
 * flights.FlightDeparted.delays.le_15.1h
 * flights.FlightDeparted.busiest.1h.origin.ATL}</pre>
 *
 * The last is of {@code top_k}, which makes series as a breakdown by its field does.
 *
 * <p>A dimension's dots become underscores; of a value every character outside {@code
 * [A-Za-z0-9_-]} is written as {@code %} and two hexadecimal digits per UTF-8 byte, and the empty
 * value as {@code %00}.
 */
public final class SeriesName {
  /** The statistic of a histogram that counts all values. */
  public static final String INFINITY = "le_inf";

  private SeriesName() {}

  /**
   * @param statistic "p95" for quantiles, "le_15" for histograms, otherwise empty
   * @param values one per attribute of {@code dimensionSet}
   */
  public static String path(
      String eventType,
      String metric,
      String statistic,
      Duration resolution,
      DimensionSet dimensionSet,
      List<String> values) {
    StringBuilder path = new StringBuilder(eventType).append('.').append(metric);
    if (!statistic.isEmpty()) {
      path.append('.').append(statistic);
    }
    path.append('.').append(Durations.format(resolution));
    for (int i = 0; i < values.size(); i++) {
      path.append('.').append(dimensionSet.attributes().get(i).replace('.', '_'));
      path.append('.').append(escape(values.get(i)));
    }
    return path.toString();
  }

  /** "p95" for 0.95, "p99_9" for 0.999. */
  public static String quantile(double level) {
    return "p"
        + java.math.BigDecimal.valueOf(level)
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString()
            .replace('.', '_');
  }

  /** "le_15" for 15, "le_0_5" for 0.5, "le_-3" for -3. */
  public static String bound(double bound) {
    return "le_"
        + java.math.BigDecimal.valueOf(bound)
            .stripTrailingZeros()
            .toPlainString()
            .replace('.', '_');
  }

  /** One path component of a dimension's value. */
  public static String escape(String value) {
    if (value.isEmpty()) {
      return "%00";
    }
    StringBuilder out = new StringBuilder(value.length());
    for (byte b : value.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      if (isPlain(b)) {
        out.append((char) b);
      } else {
        out.append('%').append(String.format("%02X", b));
      }
    }
    return out.toString();
  }

  private static boolean isPlain(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || b == '_'
        || b == '-';
  }
}
