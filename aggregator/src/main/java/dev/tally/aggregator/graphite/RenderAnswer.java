package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.function.TimeSeries;
import dev.tally.aggregator.http.Json;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Graphite's JSON: {@code [{"target","tags","datapoints":[[value,time]…]}…]}. */
final class RenderAnswer {
  private RenderAnswer() {}

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
}
