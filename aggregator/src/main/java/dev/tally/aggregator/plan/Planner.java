package dev.tally.aggregator.plan;

import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plans from the latest revision of each event type. A metric or dimension set that a later
 * revision adds counts the events of the runs from then on; a backfill counts those before.
 */
public final class Planner {
  private final Catalog catalog;

  public Planner(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The bucket widths that some metric or window has, ascending. */
  public List<Duration> resolutions() {
    return catalog.latest().stream()
        .map(Revision::eventType)
        .flatMap(type -> type.metrics().stream().flatMap(m -> resolutions(type, m)))
        .distinct()
        .sorted()
        .toList();
  }

  /** Of all metrics. */
  public List<Window> windows() {
    return catalog.latest().stream()
        .map(Revision::eventType)
        .flatMap(type -> type.metrics().stream().flatMap(m -> Window.of(type.name(), m).stream()))
        .toList();
  }

  /** Those that have states: what is declared, and the steps of windows. */
  static Stream<Duration> resolutions(EventType type, Metric metric) {
    return Stream.concat(
        metric.resolutions().stream(), Window.of(type.name(), metric).stream().map(Window::step));
  }

  /**
   * The first bucket of each resolution whose states are kept, in seconds since the epoch;
   * resolutions whose states are kept for ever are left out.
   */
  public Map<Duration, Long> floors(ScanPlan plan, Instant now) {
    Map<Duration, Long> floors = new HashMap<>();
    for (Duration resolution : plan.resolutions()) {
      stateRetention(plan.eventType(), resolution)
          .ifPresent(kept -> floors.put(resolution, floor(now.minus(kept), resolution)));
    }
    return floors;
  }

  /** Of the states that a window is merged from. */
  public long floor(Window window, Instant now) {
    return stateRetention(window.eventType(), window.step())
        .map(kept -> floor(now.minus(kept), window.step()))
        .orElse(Span.MIN);
  }

  private Optional<Duration> stateRetention(String eventType, Duration resolution) {
    return catalog
        .latest(eventType)
        .map(Revision::eventType)
        .flatMap(type -> type.stateRetention(resolution));
  }

  private static long floor(Instant time, Duration resolution) {
    long step = resolution.toSeconds();
    return Math.clamp(Math.ceilDiv(time.getEpochSecond(), step) * step, Span.MIN, Span.MAX - 1);
  }

  /** Empty when the event type is not published or has no metric of these resolutions. */
  public Optional<ScanPlan> plan(String eventType, Collection<Duration> resolutions) {
    return catalog
        .latest(eventType)
        .map(Revision::eventType)
        .flatMap(type -> plan(type, resolutions));
  }

  /** All metrics of an event type that need not be published; empty when it has none. */
  public static Optional<ScanPlan> plan(EventType type) {
    return plan(type, type.metrics().stream().flatMap(m -> resolutions(type, m)).toList());
  }

  /** Of those of its metrics that have one of the resolutions; empty when none has. */
  public static Optional<ScanPlan> plan(EventType type, Collection<Duration> resolutions) {
    return type.metrics().stream()
            .flatMap(m -> resolutions(type, m))
            .anyMatch(resolutions::contains)
        ? Optional.of(new ScanBuilder(type, resolutions).build())
        : Optional.empty();
  }
}
