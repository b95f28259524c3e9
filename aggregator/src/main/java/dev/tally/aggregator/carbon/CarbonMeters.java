package dev.tally.aggregator.carbon;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts, and says the first of each kind of refusal. Of all points that were taken: {@code
 * tally.carbon.points = tally.carbon.stored + tally.carbon.waiting + tally.carbon.lost}.
 */
final class CarbonMeters {
  private static final Logger LOG = LoggerFactory.getLogger(CarbonMeters.class);

  /** Of what a client sent, in the log. */
  private static final int SHOWN_LENGTH_MAX = 200;

  private final MeterRegistry registry;
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
  private final Map<Refusal, Boolean> said = new ConcurrentHashMap<>();
  private final Counter stored;
  private final Counter lost;
  private final Counter writeFailures;
  private final Counter rateHolds;
  private final Counter engineHolds;

  CarbonMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Refusal refusal : Refusal.values()) {
      refusals.put(refusal, registry.counter("tally.carbon.refused", "reason", refusal.label()));
    }
    this.stored = registry.counter("tally.carbon.stored");
    this.lost = registry.counter("tally.carbon.lost");
    this.writeFailures = registry.counter("tally.carbon.write.failures");
    this.rateHolds = registry.counter("tally.carbon.holds", "reason", "rate");
    this.engineHolds = registry.counter("tally.carbon.holds", "reason", "engine");
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder("tally.carbon." + name, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  Counter taken(String protocol) {
    return registry.counter("tally.carbon.points", "protocol", protocol);
  }

  /**
   * @param client who sent it
   * @param sent some of it
   */
  void refused(Refusal refusal, String client, String sent, String what) {
    Counter counter = refusals.get(refusal);
    if (counter != null) {
      counter.increment();
    }
    if (said.putIfAbsent(refusal, true) == null) {
      LOG.warn(
          "carbon: not taken from {}: {} ('{}'); more of this kind are counted only, by tally.carbon.refused, reason {}",
          client,
          what,
          shown(sent),
          refusal.label());
    }
  }

  private static String shown(String sent) {
    String line = sent.length() <= SHOWN_LENGTH_MAX ? sent : sent.substring(0, SHOWN_LENGTH_MAX);
    return line.replaceAll("\\p{Cntrl}", "·");
  }

  void stored(int points) {
    stored.increment(points);
  }

  void lost(int points) {
    lost.increment(points);
  }

  void writeFailed() {
    writeFailures.increment();
  }

  /** Clients were not read for a while: they sent too fast. */
  void heldByRate() {
    rateHolds.increment();
  }

  /** Clients were not read for a while: the engine is slow. */
  void heldByEngine() {
    engineHolds.increment();
  }
}
