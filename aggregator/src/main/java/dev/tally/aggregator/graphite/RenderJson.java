package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.aggregator.http.JsonBuffer;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Graphite's JSON: {@code [{"target","tags","datapoints":[[value,time]…]}…]}, and as dygraphs takes
 * it, {@code {"labels":["Time",name…],"data":[[time_ms,value…]…]}}.
 */
final class RenderJson {
  private static final long MS_PER_S = 1_000;

  /** Of a point and of a series' name and tags, about. */
  private static final int POINT_BYTES = 20;

  private static final int SERIES_BYTES = 300;

  private RenderJson() {}

  static byte[] write(List<TimeSeries> series, boolean noNullPoints) {
    JsonBuffer json = buffer(series);
    PointEnds ends = PointEnds.NONE;
    json.write('[');
    boolean isFirst = true;
    for (TimeSeries one : series) {
      if (one.hasValue() || !noNullPoints) {
        separate(json, isFirst);
        isFirst = false;
        ends = ends.of(one);
        write(json, one, ends, noNullPoints);
      }
    }
    json.write(']');
    return json.toByteArray();
  }

  private static void write(
      JsonBuffer json, TimeSeries series, PointEnds ends, boolean noNullPoints) {
    json.write('{');
    name(json, "target");
    json.write(series.name());
    json.write(',');
    name(json, "tags");
    writeTags(json, series.tags());
    json.write(',');
    name(json, "datapoints");
    writePoints(json, series.values(), ends, noNullPoints);
    json.write('}');
  }

  private static void writeTags(JsonBuffer json, Map<String, String> tags) {
    json.write('{');
    boolean isFirst = true;
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      separate(json, isFirst);
      isFirst = false;
      name(json, tag.getKey());
      json.write(tag.getValue());
    }
    json.write('}');
  }

  private static void writePoints(
      JsonBuffer json, double[] values, PointEnds ends, boolean noNullPoints) {
    json.write('[');
    boolean isFirst = true;
    for (int i = 0; i < values.length; i++) {
      if (!noNullPoints || Double.isFinite(values[i])) {
        separate(json, isFirst);
        isFirst = false;
        json.write('[');
        json.write(values[i]);
        ends.write(json, i);
      }
    }
    json.write(']');
  }

  /** A row per time at which some series has a place; null where another has none. */
  static byte[] writeDygraph(List<TimeSeries> series) {
    JsonBuffer json = buffer(series);
    json.write('{');
    if (!series.isEmpty()) {
      name(json, "labels");
      json.write('[');
      json.write("Time");
      for (TimeSeries one : series) {
        json.write(',');
        json.write(one.name());
      }
      json.write(']');
      json.write(',');
      name(json, "data");
      writeRows(json, series);
    }
    json.write('}');
    return json.toByteArray();
  }

  private static void writeRows(JsonBuffer json, List<TimeSeries> series) {
    json.write('[');
    boolean isFirst = true;
    for (long time : times(series)) {
      separate(json, isFirst);
      isFirst = false;
      json.write('[');
      json.write(time * MS_PER_S);
      for (TimeSeries one : series) {
        json.write(',');
        json.write(at(one, time));
      }
      json.write(']');
    }
    json.write(']');
  }

  private static SortedSet<Long> times(List<TimeSeries> series) {
    SortedSet<Long> times = new TreeSet<>();
    for (TimeSeries one : series) {
      for (long time = one.start(); time < one.end(); time += one.step()) {
        times.add(time);
      }
    }
    return times;
  }

  private static double at(TimeSeries series, long time) {
    boolean isThere =
        time >= series.start()
            && time < series.end()
            && (time - series.start()) % series.step() == 0;
    return isThere
        ? series.values()[Math.toIntExact((time - series.start()) / series.step())]
        : Double.NaN;
  }

  private static JsonBuffer buffer(List<TimeSeries> series) {
    long bytes = 0;
    for (TimeSeries one : series) {
      bytes += SERIES_BYTES + (long) POINT_BYTES * one.size();
    }
    return new JsonBuffer(Math.clamp(bytes, 0, Integer.MAX_VALUE / 4));
  }

  private static void name(JsonBuffer json, String name) {
    json.write(name);
    json.write(':');
  }

  private static void separate(JsonBuffer json, boolean isFirst) {
    if (!isFirst) {
      json.write(',');
    }
  }
}
