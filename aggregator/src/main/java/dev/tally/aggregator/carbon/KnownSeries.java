package dev.tally.aggregator.carbon;

import dev.tally.aggregator.statement.CarbonSeries;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The series that there are, by path. One keeps the step that it was made with, whatever the rules
 * say later, as a whisper file does.
 */
final class KnownSeries {
  private final ConcurrentMap<String, KnownOne> byPath = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final List<StepRule> steps;
  private final int max;

  /**
   * @param stored what clients have sent so far, whoever took it
   */
  KnownSeries(List<CarbonSeries> stored, List<StepRule> steps, int max) {
    this.steps = List.copyOf(steps);
    this.max = max;
    stored.forEach(series -> byPath.put(series.path(), new KnownOne(series)));
    count.set(byPath.size());
  }

  /**
   * Makes it if it is new.
   *
   * @param path as it was sent, with its prefix
   */
  KnownOne find(String path) throws RefusedException {
    KnownOne known = byPath.get(path);
    if (known != null) {
      return known;
    }
    SeriesPath parsed = SeriesPath.parse(path);
    KnownOne same = byPath.get(parsed.text());
    return same == null ? add(parsed) : same;
  }

  private KnownOne add(SeriesPath path) throws RefusedException {
    if (count.get() >= max) {
      throw new RefusedException(
          Refusal.SERIES,
          "a new series, but there are %d already; see carbon.series".formatted(max));
    }
    KnownOne added = new KnownOne(path, Math.toIntExact(step(path.text()).toSeconds()));
    KnownOne other = byPath.putIfAbsent(path.text(), added);
    if (other != null) {
      return other;
    }
    count.incrementAndGet();
    return added;
  }

  private Duration step(String path) {
    return steps.stream()
        .filter(rule -> rule.matches(path))
        .map(StepRule::step)
        .findFirst()
        .orElse(StepRule.STEP_DEFAULT);
  }

  int count() {
    return count.get();
  }
}
