package dev.tally.app.bench;

import dev.tally.aggregator.run.Run;
import dev.tally.aggregator.run.RunProgress;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where runs spend their time, added up. */
final class StepTimes implements RunProgress {
  private static final double NANOS_PER_S = 1e9;

  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private long last = System.nanoTime();

  @Override
  public void reached(Run run, Step step) {
    long now = System.nanoTime();
    nanos.merge(name(step), now - last, Long::sum);
    last = now;
  }

  private static String name(Step step) {
    return switch (step) {
      case PLANNED, STATES_NOTED, WATERMARKS_INSERTED, DONE -> "bookkeeping";
      case SCANNED -> "scan";
      case STATES_DELETED, STATES_INSERTED, STATES_SWAPPED -> "states";
      case POINTS_INSERTED, POINTS_DELETED -> "points";
      case INDEX_INSERTED -> "index";
      case WINDOW_INSERTED, WINDOW_DELETED -> "windows";
    };
  }

  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    nanos.forEach((name, time) -> seconds.put(name, Rounded.to3(time / NANOS_PER_S)));
    return seconds;
  }
}
