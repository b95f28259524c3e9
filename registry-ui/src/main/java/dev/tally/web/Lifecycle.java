package dev.tally.web;

import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.edl.registry.Deprecation;
import dev.tally.edl.registry.Stage;
import dev.tally.error.TallyException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far event types are: in staging, in production, deprecated. While the metadata database is
 * away, what was deprecated before still is.
 */
public final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final Duration DEPRECATIONS_AGE = Duration.ofSeconds(1);

  private final Catalog production;
  private final Supplier<List<Deprecation>> deprecations;
  private final Recent<Map<String, Deprecation>> recent;
  private volatile Map<String, Deprecation> known = Map.of();

  private Lifecycle(Catalog production, Supplier<List<Deprecation>> deprecations, Clock clock) {
    this.production = production;
    this.deprecations = deprecations;
    this.recent = new Recent<>(clock, DEPRECATIONS_AGE, this::read);
  }

  /**
   * @param production with the latest revisions in production
   * @param deprecations as the registry has them now
   */
  public static Lifecycle of(
      Catalog production, Supplier<List<Deprecation>> deprecations, Clock clock) {
    return new Lifecycle(production, deprecations, clock);
  }

  /** Looks at what is deprecated when it is asked next. */
  public void forget() {
    recent.forget();
  }

  Stage stage(Revision latest) {
    return productionRevision(latest.eventType().name()).filter(id -> id == latest.id()).isPresent()
        ? Stage.PRODUCTION
        : Stage.STAGING;
  }

  Optional<Integer> productionRevision(String eventType) {
    return production.latest(eventType).map(Revision::id);
  }

  Optional<Deprecation> deprecation(String eventType) {
    return Optional.ofNullable(recent.value().get(eventType));
  }

  private Map<String, Deprecation> read() {
    try {
      known =
          deprecations.get().stream()
              .collect(Collectors.toMap(Deprecation::eventType, Function.identity()));
    } catch (TallyException e) {
      log.debug("deprecations are shown as they were", e);
    }
    return known;
  }
}
