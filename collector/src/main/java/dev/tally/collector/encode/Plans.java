package dev.tally.collector.encode;

import dev.tally.collector.observe.DimensionObserver;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The compiled revisions, as far as events have asked for them. One thread. */
final class Plans {
  private static final Logger log = LoggerFactory.getLogger(Plans.class);

  private final Catalog catalog;
  private final DimensionObserver observer;
  private final Map<Integer, Lookup> compiled = new HashMap<>();

  Plans(Catalog catalog, DimensionObserver observer) {
    this.catalog = catalog;
    this.observer = observer;
  }

  /** A plan, or why there is none. */
  sealed interface Lookup {
    record Found(RowPlan plan) implements Lookup {}

    record Missing(EventRejection rejection) implements Lookup {}
  }

  /** What a producer names so, among the revisions up to {@code watermark}. */
  Lookup find(String eventType, long fingerprint, int watermark) {
    Optional<Revision> revision = catalog.find(eventType, fingerprint);
    if (revision.isPresent() && revision.get().id() <= watermark) {
      Lookup known = compiled.get(revision.get().id());
      return known == null ? compile(revision.get()) : known;
    }
    boolean typeIsKnown =
        catalog.history(eventType).stream().anyMatch(other -> other.id() <= watermark);
    return new Lookup.Missing(
        typeIsKnown
            ? new EventRejection(
                ErrorCode.REVISION_UNKNOWN,
                "",
                "no published revision has fingerprint %016x".formatted(fingerprint))
            : new EventRejection(
                ErrorCode.EVENT_TYPE_UNKNOWN, "", "no event type of this name is published"));
  }

  /** Whether it is published, but not among the revisions up to {@code watermark}. */
  boolean isAbove(String eventType, long fingerprint, int watermark) {
    return catalog.find(eventType, fingerprint).filter(r -> r.id() > watermark).isPresent();
  }

  private Lookup compile(Revision revision) {
    Lookup lookup;
    try {
      lookup = new Lookup.Found(RowPlan.compile(revision, observer));
    } catch (IllegalArgumentException e) {
      String reason = "revision " + revision.id() + " can't be compiled: " + e.getMessage();
      log.error("{} {}; its events are rejected", revision.eventType().name(), reason);
      lookup = new Lookup.Missing(new EventRejection(ErrorCode.INTERNAL, "", reason));
    }
    compiled.put(revision.id(), lookup);
    return lookup;
  }
}
