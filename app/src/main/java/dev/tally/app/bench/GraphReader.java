package dev.tally.app.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Somebody who looks at a graph all the time. What it shows only grows, as events come: a point
 * that was there stays, and its value does not fall.
 */
final class GraphReader implements AutoCloseable {
  private static final long PAUSE_NANOS = 100_000_000;
  private static final int VIOLATIONS_MAX = 20;

  /** All of 2001 up to July, by day. */
  private static final String RENDER =
      "/render?format=json&noCache=1&from=20001231&until=20010702"
          + "&target=%1$s.departures.1d&target=%1$s.departures.1d.origin.*"
              .formatted(FlightsEdl.EVENT);

  private final BackfillRequests requests;
  private final Map<String, Map<Long, Double>> seen = new HashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean isOver;
  private final AtomicLong answers = new AtomicLong();
  private volatile long points;

  GraphReader(BackfillRequests requests) {
    this.requests = requests;
    this.thread = Thread.ofPlatform().name("bench-graph").start(this::look);
  }

  private void look() {
    while (!isOver) {
      requests.read(RENDER).ifPresent(this::compare);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void compare(JsonNode answer) {
    Map<String, Map<Long, Double>> now = new HashMap<>();
    long count = 0;
    for (JsonNode series : answer) {
      Map<Long, Double> values =
          now.computeIfAbsent(series.path("target").asString(), _ -> new HashMap<>());
      for (JsonNode point : series.path("datapoints")) {
        if (!point.path(0).isNull()) {
          values.put(point.path(1).asLong(), point.path(0).asDouble());
          count++;
        }
      }
    }
    seen.forEach(
        (target, values) ->
            values.forEach(
                (time, value) ->
                    compare(target, time, value, now.getOrDefault(target, Map.of()).get(time))));
    now.forEach((target, values) -> seen.merge(target, values, GraphReader::both));
    answers.incrementAndGet();
    points = count;
  }

  private static Map<Long, Double> both(Map<Long, Double> before, Map<Long, Double> now) {
    before.putAll(now);
    return before;
  }

  private void compare(String target, long time, double before, @Nullable Double now) {
    if ((now == null || now < before) && violations.size() < VIOLATIONS_MAX) {
      violations.add("%s at %d was %s and is %s".formatted(target, time, before, now));
    }
  }

  long answers() {
    return answers.get();
  }

  /** Of the last answer. */
  long points() {
    return points;
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  public void close() {
    isOver = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
