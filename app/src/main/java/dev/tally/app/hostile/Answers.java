package dev.tally.app.hostile;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How requests were answered: "http 400", "grpc INVALID_ARGUMENT" and so on, and how often. */
final class Answers {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  void add(String answer) {
    counts.computeIfAbsent(answer, _ -> new LongAdder()).increment();
  }

  long total() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  Map<String, Long> counts() {
    Map<String, Long> sorted = new TreeMap<>();
    counts.forEach((answer, count) -> sorted.put(answer, count.sum()));
    return sorted;
  }
}
