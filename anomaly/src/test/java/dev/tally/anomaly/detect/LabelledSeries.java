package dev.tally.anomaly.detect;

import dev.tally.edl.model.AlertRule.Detection;
import dev.tally.edl.model.AlertRule.Direction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A series with the buckets that people found anomalous.
 *
 * @param values by bucket; NaN where none came
 */
record LabelledSeries(
    String name, Seasonality seasonality, long firstIndex, List<Double> values, BitSet anomalous) {
  private static final DateTimeFormatter NAB_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS]");

  private record Point(long time, double value, boolean anomalous) {}

  /** {@code timestamp,value,label} without a header, gzipped. */
  static LabelledSeries kpi(Path file) throws IOException {
    List<Point> points = new ArrayList<>();
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        List<String> cells = Arrays.asList(line.split(",", -1));
        points.add(
            new Point(
                Long.parseLong(cells.get(0)),
                Double.parseDouble(cells.get(1)),
                !cells.get(2).equals("0")));
      }
    }
    String name = String.valueOf(file.getFileName());
    return of(name.substring(0, 8), Duration.ofMinutes(1), points);
  }

  /**
   * {@code timestamp,value} with a header.
   *
   * @param windows start and end of what is anomalous, inclusive, as NAB writes them
   */
  static LabelledSeries nab(Path file, String name, List<List<String>> windows) throws IOException {
    List<Point> points = new ArrayList<>();
    for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
      List<String> cells = Arrays.asList(line.split(",", -1));
      long time = nabTime(cells.get(0));
      boolean anomalous =
          windows.stream().anyMatch(w -> time >= nabTime(w.get(0)) && time <= nabTime(w.get(1)));
      points.add(new Point(time, Double.parseDouble(cells.get(1)), anomalous));
    }
    long width = points.get(1).time() - points.get(0).time();
    return of(name, Duration.ofSeconds(width), points);
  }

  private static long nabTime(String text) {
    return LocalDateTime.parse(text, NAB_TIME).toEpochSecond(ZoneOffset.UTC);
  }

  private static LabelledSeries of(String name, Duration resolution, List<Point> points) {
    Seasonality seasonality = Seasonality.of(resolution);
    long first = points.stream().mapToLong(p -> seasonality.index(p.time())).min().orElseThrow();
    long last = points.stream().mapToLong(p -> seasonality.index(p.time())).max().orElseThrow();
    double[] values = new double[(int) (last - first + 1)];
    Arrays.fill(values, Double.NaN);
    BitSet anomalous = new BitSet();
    for (Point point : points) {
      int at = (int) (seasonality.index(point.time()) - first);
      values[at] = point.value();
      anomalous.set(at, point.anomalous());
    }
    return new LabelledSeries(
        name, seasonality, first, Arrays.stream(values).boxed().toList(), anomalous);
  }

  /** The buckets whose points are out, judged one by one. */
  BitSet judge() {
    return judge(new Detection.Band(Direction.BOTH, Detection.Band.WIDTH_DEFAULT));
  }

  BitSet judge(Detection detection) {
    Judge judge = Judge.of(detection, SeriesKind.VALUE, seasonality, firstIndex);
    BitSet out = new BitSet();
    for (int i = 0; i < values.size(); i++) {
      out.set(i, judge.judge(values.get(i)).isOut());
    }
    return out;
  }

  double days() {
    return values.size() * (double) seasonality.resolution().toSeconds() / 86_400;
  }
}
