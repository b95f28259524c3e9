package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.function.NumberText;
import dev.tally.aggregator.graphite.function.TimeSeries;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Graphite's formats for text: numbers as Python writes them. */
final class RenderText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final String QUOTED = ",\"\r\n";

  private RenderText() {}

  /** {@code name,time,value}, a line per point; no value where there is none. */
  static String csv(List<TimeSeries> series, ZoneId zone) {
    StringBuilder text = new StringBuilder();
    for (TimeSeries one : series) {
      String name = quoted(one.name());
      for (int i = 0; i < one.size(); i++) {
        Instant time = Instant.ofEpochSecond(one.start() + i * one.step());
        text.append(name)
            .append(',')
            .append(TIME.format(time.atZone(zone)))
            .append(',')
            .append(number(one.values()[i], ""))
            .append("\r\n");
      }
    }
    return text.toString();
  }

  /** {@code name,start,end,step|value,value…}, a line per series. */
  static String raw(List<TimeSeries> series) {
    StringBuilder text = new StringBuilder();
    for (TimeSeries one : series) {
      text.append(one.name()).append(',').append(one.start()).append(',').append(one.end());
      text.append(',').append(one.step()).append('|');
      for (int i = 0; i < one.size(); i++) {
        text.append(i == 0 ? "" : ",").append(number(one.values()[i], "None"));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String number(double value, String none) {
    return Double.isNaN(value) ? none : NumberText.shortest(value);
  }

  private static String quoted(String name) {
    return name.chars().anyMatch(c -> QUOTED.indexOf(c) >= 0)
        ? '"' + name.replace("\"", "\"\"") + '"'
        : name;
  }
}
