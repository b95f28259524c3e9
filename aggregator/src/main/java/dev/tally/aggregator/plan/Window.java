package dev.tally.aggregator.plan;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.load.EdlLimits;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.Metric;
import java.time.Duration;
import java.util.List;

/**
 * A rolling window of a metric: at every step the merge of all states of the window that ends with
 * the step's bucket. "7d" is today and the six days before.
 *
 * @param length a multiple of the step, and longer than it
 */
public record Window(String eventType, Metric metric, Duration length, Duration step) {
  private static final Duration DAY = Duration.ofDays(1);

  public Window {
    requireNonNull(eventType);
    requireNonNull(metric);
    requireNonNull(length);
    requireNonNull(step);
  }

  /**
   * Windows of whole days move by the day, whatever the metric's resolutions; others by the
   * coarsest of them. One that is as long as its step is the series itself; what was published with
   * more steps than EDL allows now is left out.
   */
  public static List<Window> of(String eventType, Metric metric) {
    return metric.windows().stream()
        .map(length -> new Window(eventType, metric, length, step(metric, length)))
        .filter(window -> window.steps() > 1 && window.steps() <= EdlLimits.WINDOW_BUCKETS_MAX)
        .toList();
  }

  private static Duration step(Metric metric, Duration length) {
    return length.toSeconds() % DAY.toSeconds() == 0 ? DAY : metric.resolutions().getLast();
  }

  /** How many steps it is long. */
  public long steps() {
    return length.toSeconds() / step.toSeconds();
  }

  /** As paths and the API name them: "over_7d", "p95_over_7d". */
  public List<String> statistics() {
    String name = "over_" + Durations.format(length);
    return metric.aggregate().statistics().stream()
        .map(statistic -> statistic.isEmpty() ? name : statistic + "_" + name)
        .toList();
  }
}
