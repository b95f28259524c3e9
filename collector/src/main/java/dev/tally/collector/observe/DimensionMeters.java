package dev.tally.collector.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;

/** How many values dimensions have today, and may have, as metrics. */
public final class DimensionMeters {
  private final MeterRegistry registry;
  private final MultiGauge values;
  private final MultiGauge valuesMax;
  private final FunctionCounter unobserved;

  public DimensionMeters(MeterRegistry registry, DimensionObserver observer) {
    this.registry = registry;
    values =
        MultiGauge.builder("tally.collector.dimension.values")
            .description("Distinct values on this day, UTC, at this collector")
            .register(registry);
    valuesMax =
        MultiGauge.builder("tally.collector.dimension.values.max")
            .description("Values that may have series of their own")
            .register(registry);
    unobserved =
        FunctionCounter.builder(
                "tally.collector.dimensions.unobserved", observer, DimensionObserver::unobserved)
            .description("Dimensions whose values were not counted on a day: there were too many")
            .register(registry);
  }

  /** Those of today with what they may have; others are taken away. */
  void show(Map<DimensionDay, Integer> today) {
    values.register(
        today.keySet().stream()
            .<MultiGauge.Row<?>>map(day -> MultiGauge.Row.of(tags(day), day.values().count()))
            .toList(),
        true);
    valuesMax.register(
        today.entrySet().stream()
            .<MultiGauge.Row<?>>map(
                entry -> MultiGauge.Row.of(tags(entry.getKey()), entry.getValue()))
            .toList(),
        true);
  }

  private static Tags tags(DimensionDay day) {
    return Tags.of("event", day.key().eventType(), "dimension", day.key().attribute());
  }

  void remove() {
    values.register(List.of(), true);
    valuesMax.register(List.of(), true);
    registry.remove(unobserved);
  }
}
