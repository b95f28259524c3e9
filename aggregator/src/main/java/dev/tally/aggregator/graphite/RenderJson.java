package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.aggregator.http.Json;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;

/**
 * Graphite's JSON: {@code [{"target","tags","datapoints":[[value,time]…]}…]}, and as dygraphs takes
 * it, {@code {"labels":["Time",name…],"data":[[time_ms,value…]…]}}.
 */
final class RenderJson {
  private static final long MS_PER_S = 1_000;

  private RenderJson() {}

  static void write(JsonGenerator json, List<TimeSeries> series, boolean noNullPoints) {
    json.writeStartArray();
    for (TimeSeries one : series) {
      if (one.hasValue() || !noNullPoints) {
        write(json, one, noNullPoints);
      }
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, TimeSeries series, boolean noNullPoints) {
    json.writeStartObject();
    json.writeStringProperty("target", series.name());
    json.writeObjectPropertyStart("tags");
    series.tags().forEach(json::writeStringProperty);
    json.writeEndObject();
    json.writeArrayPropertyStart("datapoints");
    double[] values = series.values();
    for (int i = 0; i < values.length; i++) {
      if (!noNullPoints || Double.isFinite(values[i])) {
        json.writeStartArray();
        Json.writeNumber(json, values[i]);
        json.writeNumber(series.start() + i * series.step());
        json.writeEndArray();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** A row per time at which some series has a place; null where another has none. */
  static void writeDygraph(JsonGenerator json, List<TimeSeries> series) {
    json.writeStartObject();
    if (!series.isEmpty()) {
      json.writeArrayPropertyStart("labels");
      json.writeString("Time");
      series.forEach(one -> json.writeString(one.name()));
      json.writeEndArray();
      json.writeArrayPropertyStart("data");
      times(series).forEach(time -> writeRow(json, series, time));
      json.writeEndArray();
    }
    json.writeEndObject();
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

  private static void writeRow(JsonGenerator json, List<TimeSeries> series, long time) {
    json.writeStartArray();
    json.writeNumber(time * MS_PER_S);
    for (TimeSeries one : series) {
      Json.writeNumber(json, at(one, time));
    }
    json.writeEndArray();
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
}
