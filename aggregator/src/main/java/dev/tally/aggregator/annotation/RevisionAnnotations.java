package dev.tally.aggregator.annotation;

import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import java.time.Instant;
import java.util.List;

/** Published revisions of event types; tags {@code schema} and the event type's name. */
public final class RevisionAnnotations implements AnnotationSource {
  private final Catalog catalog;

  public RevisionAnnotations(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public List<Annotation> between(Instant from, Instant until, int limit) {
    return catalog.latest().stream()
        .map(latest -> catalog.history(latest.eventType().name()))
        .flatMap(List::stream)
        .filter(r -> !r.publishedAt().isBefore(from) && !r.publishedAt().isAfter(until))
        .limit(limit)
        .map(RevisionAnnotations::of)
        .toList();
  }

  private static Annotation of(Revision revision) {
    String eventType = revision.eventType().name();
    return new Annotation(
        "revision-" + revision.id(),
        revision.publishedAt(),
        "%s: revision %d".formatted(eventType, revision.id()),
        revision.eventType().description(),
        List.of("schema", eventType));
  }
}
