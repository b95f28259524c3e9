package dev.tally.aggregator.graphite.function;

import dev.tally.aggregator.graphite.expression.PathPattern;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import java.util.regex.Pattern;

/**
 * The same series on both sides: gaps, counters that start again, negative values, unequal steps.
 */
final class OracleSeries implements SeriesSource {
  /** 10 o'clock on 15 November 2023, UTC. */
  static final long HOUR = 1_700_042_400;

  private static final long DAY_S = 86_400;
  private static final long START = 1_700_006_400 - 9 * DAY_S;
  private static final long END = 1_700_006_400 + 2 * DAY_S;
  private static final double NULL = Double.NaN;

  /** Values on the grid of a step, from the start on. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  record Stored(long step, double[] values) {}

  private final Map<String, Stored> stored = new TreeMap<>();
  private final Random random = new Random(20_261_122);

  OracleSeries() {
    for (int server = 1; server <= 3; server++) {
      int shift = server * 7;
      put("servers.web0" + server + ".cpu.user", 60, time -> noisy(time, 20 + shift, 10));
      put("servers.web0" + server + ".cpu.system", 60, time -> gaps(noisy(time, shift, 3), 0.2));
      put("servers.web0" + server + ".requests.count", 60, counter(shift * 100));
    }
    put("servers.db01.cpu.user", 300, time -> noisy(time, 60, 20));
    put("servers.db01.cpu.system", 300, time -> gaps(noisy(time, 9, 5), 0.3));
    put("servers.db02.cpu.user", 120, time -> gaps(noisy(time, 33, 5), 0.1));
    put("weather.north", 60, time -> gaps(noisy(time, -5, 12), 0.05));
    put("weather.south", 60, time -> noisy(time, 4, 9));
    put("weather.share", 60, time -> random.nextDouble());
    put("flat.zero", 60, time -> 0);
    put("flat.five", 60, time -> 5);
    put("flat.one", 60, time -> 1);
    put("sparse.never", 60, time -> NULL);
    put("sparse.rare", 60, time -> gaps(noisy(time, 50, 40), 0.9));
    put("sparse.steps", 60, time -> Math.floorDiv(time, 420) % 5);
    put("sparse.first", 60, time -> time % 3600 < 900 ? time % 3600 / 60.0 : NULL);
    put("sparse.last", 60, time -> time % 3600 >= 2700 ? time % 3600 / 60.0 : NULL);
    for (String server : List.of("s1", "s2", "s3")) {
      String center = server.equals("s3") ? "dc2" : "dc1";
      put(
          "disk.used;datacenter=%s;rack=a1;server=%s".formatted(center, server),
          60,
          time -> gaps(noisy(time, 500, 100), 0.1));
    }
    put("net.2.in", 60, time -> noisy(time, 200, 5));
    put("net.10.in", 60, time -> noisy(time, 100, 5));
    put("net.1.in", 60, time -> noisy(time, 300, 5));
  }

  private void put(String name, long step, LongToDoubleFunction shape) {
    double[] values = new double[(int) ((END - START) / step)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.rint(shape.applyAsDouble(START + i * step) * 1000) / 1000;
    }
    stored.put(name, new Stored(step, values));
  }

  private double noisy(long time, double level, double swing) {
    return level + swing * Math.sin(time * 2 * Math.PI / DAY_S) + random.nextGaussian();
  }

  private double gaps(double value, double share) {
    return random.nextDouble() < share ? NULL : value;
  }

  private LongToDoubleFunction counter(double rate) {
    double[] count = {0};
    return time -> {
      count[0] = random.nextInt(40) == 0 ? 0 : count[0] + Math.rint(rate * random.nextDouble());
      return random.nextInt(20) == 0 ? NULL : count[0];
    };
  }

  Map<String, Stored> stored() {
    return stored;
  }

  long start() {
    return START;
  }

  @Override
  public List<TimeSeries> fetch(PathPattern pattern, TimeRange range) {
    return stored.entrySet().stream()
        .filter(entry -> Pattern.matches(pattern.regex(), entry.getKey()))
        .map(entry -> read(pattern, entry.getKey(), entry.getValue(), range))
        .toList();
  }

  private TimeSeries read(PathPattern pattern, String name, Stored series, TimeRange range) {
    long start = range.gridStart(series.step());
    double[] values = new double[(int) range.gridSize(series.step())];
    Arrays.fill(values, NULL);
    for (int i = 0; i < values.length; i++) {
      long index = (start + i * series.step() - START) / series.step();
      if (index >= 0 && index < series.values().length) {
        values[i] = series.values()[(int) index];
      }
    }
    return new TimeSeries(name, pattern.text(), tags(name), start, series.step(), values);
  }

  private static Map<String, String> tags(String name) {
    String[] parts = name.split(";", -1);
    Map<String, String> tags = new TreeMap<>(Map.of("name", parts[0]));
    for (int i = 1; i < parts.length; i++) {
      tags.put(parts[i].split("=", 2)[0], parts[i].split("=", 2)[1]);
    }
    return tags;
  }
}
