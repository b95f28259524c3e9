package dev.tally.web;

import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.web.Arrivals.Snapshot;
import dev.tally.web.answer.EventTypeList;
import dev.tally.web.answer.EventTypeList.Match;
import dev.tally.web.answer.EventTypeList.Summary;
import dev.tally.web.answer.EventTypeList.Unregistered;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The list of event types: the catalog beside what arrived. */
final class EventTypes {
  /** Names without an event type that are shown, most rejected first. */
  static final int UNREGISTERED_MAX = 20;

  private final Catalog catalog;
  private final Lifecycle lifecycle;
  private final Arrivals arrivals;

  EventTypes(Catalog catalog, Lifecycle lifecycle, Arrivals arrivals) {
    this.catalog = catalog;
    this.lifecycle = lifecycle;
    this.arrivals = arrivals;
  }

  EventTypeList list(EventTypeQuery query) {
    List<Revision> published = catalog.latest();
    Snapshot arrived = arrivals.snapshot();
    List<Summary> found =
        published.stream()
            .flatMap(revision -> found(revision, query, arrived).stream())
            .sorted(query.order())
            .toList();
    List<Summary> page = found.stream().skip(query.offset()).limit(query.limit()).toList();
    return new EventTypeList(page, found.size(), unregistered(published, arrived));
  }

  private Optional<Summary> found(Revision revision, EventTypeQuery query, Snapshot arrived) {
    return query.matches(revision.eventType()).map(matches -> summary(revision, matches, arrived));
  }

  private Summary summary(Revision revision, List<Match> matches, Snapshot arrived) {
    EventType eventType = revision.eventType();
    return new Summary(
        eventType.name(),
        eventType.description(),
        eventType.owner(),
        revision.id(),
        lifecycle.stage(revision),
        lifecycle.deprecation(eventType.name()).isPresent(),
        eventType.attributes().size(),
        arrived.totals(eventType.name()),
        arrived.recent(eventType.name()),
        matches);
  }

  private static List<Unregistered> unregistered(List<Revision> published, Snapshot arrived) {
    Set<String> names =
        published.stream().map(r -> r.eventType().name()).collect(Collectors.toSet());
    return arrived.rejects().values().stream()
        .filter(reject -> !names.contains(reject.event()))
        .limit(UNREGISTERED_MAX)
        .map(reject -> new Unregistered(reject.event(), reject.rejected(), reject.last()))
        .toList();
  }
}
