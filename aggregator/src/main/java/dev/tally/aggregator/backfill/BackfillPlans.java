package dev.tally.aggregator.backfill;

import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import java.util.Optional;

/** From a backfill to what it computes, by the latest revision of its event type. */
public final class BackfillPlans {
  /** What became of a plan. */
  public sealed interface Found {
    record Same(BackfillPlan plan) implements Found {}

    /** Our catalog has yet to learn of the revision. */
    record Behind() implements Found {}

    /**
     * Something else would be computed now.
     *
     * @param why for whoever started it
     */
    record Changed(String why) implements Found {}
  }

  private final Catalog catalog;

  public BackfillPlans(Catalog catalog) {
    this.catalog = catalog;
  }

  public Found find(Backfill backfill) {
    Optional<Revision> latest = catalog.latest(backfill.eventType());
    if (latest.isEmpty() || latest.get().id() < backfill.revision()) {
      return new Found.Behind();
    }
    Optional<BackfillPlan> plan = current(backfill);
    return plan.filter(p -> p.fingerprint().equals(backfill.fingerprint()))
        .<Found>map(Found.Same::new)
        .orElseGet(
            () ->
                new Found.Changed(
                    "revision %d of %s changed the metrics while they were computed by revision %d; nothing was changed, start it again"
                        .formatted(latest.get().id(), backfill.eventType(), backfill.revision())));
  }

  /** Whatever is left of its metrics; empty when nothing is. */
  public Optional<BackfillPlan> current(Backfill backfill) {
    return catalog
        .latest(backfill.eventType())
        .map(Revision::eventType)
        .filter(
            type ->
                backfill.metrics().stream()
                    .anyMatch(name -> type.metric(name).filter(m -> !m.isDerived()).isPresent()))
        .map(type -> BackfillPlan.of(type, backfill.metrics()));
  }
}
