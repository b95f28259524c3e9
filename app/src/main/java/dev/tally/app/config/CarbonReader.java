package dev.tally.app.config;

import dev.tally.aggregator.carbon.CarbonLimits;
import dev.tally.app.config.Settings.Carbon;
import dev.tally.edl.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The settings below {@code carbon}. */
final class CarbonReader {
  private static final Duration STEP_MAX = Duration.ofDays(1);

  private CarbonReader() {}

  static Carbon read(SettingsReader reader) {
    Carbon off = Carbon.OFF;
    return new Carbon(
        reader.portIfAny("carbon.port"),
        reader.portIfAny("carbon.pickle_port"),
        reader.text("carbon.prefix", off.prefix()),
        schemas(reader),
        (int) reader.number("carbon.series", off.series(), 1, CarbonLimits.SERIES_MAX_MAX),
        reader.number("carbon.points_per_second", off.pointsPerSecond(), 0, Long.MAX_VALUE),
        (int)
            reader.number(
                "carbon.connections", off.connections(), 1, CarbonLimits.CONNECTIONS_MAX_MAX));
  }

  /** By name. */
  private static List<Carbon.Schema> schemas(SettingsReader reader) {
    List<Carbon.Schema> schemas = new ArrayList<>();
    for (String name : reader.names("carbon.schemas")) {
      String key = "carbon.schemas." + name;
      Optional<String> pattern = pattern(reader, key + ".pattern");
      Optional<Duration> step = step(reader, key + ".step");
      if (pattern.isPresent() && step.isPresent()) {
        schemas.add(new Carbon.Schema(pattern.get(), step.get()));
      }
    }
    return schemas;
  }

  private static Optional<String> pattern(SettingsReader reader, String key) {
    Optional<String> text = reader.text(key);
    if (text.isEmpty()) {
      reader.problem(key, "must say which paths, as in ^collectd");
    }
    try {
      return text.map(Pattern::compile).map(Pattern::pattern);
    } catch (PatternSyntaxException e) {
      reader.problem(key, "is not a regular expression: " + e.getDescription());
      return Optional.empty();
    }
  }

  private static Optional<Duration> step(SettingsReader reader, String key) {
    Optional<Duration> step =
        reader
            .text(key)
            .flatMap(Durations::parse)
            .filter(duration -> duration.compareTo(STEP_MAX) <= 0);
    if (step.isEmpty()) {
      reader.problem(key, "must be the time between two points, from 1s to 1d");
    }
    return step;
  }
}
