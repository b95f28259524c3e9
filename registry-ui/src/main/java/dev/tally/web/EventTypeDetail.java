package dev.tally.web;

import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import dev.tally.storage.statement.SelectRejects;
import dev.tally.storage.statement.SelectRevisionCounts;
import dev.tally.storage.statement.SelectRevisionCounts.RevisionCount;
import dev.tally.storage.statement.SelectVolumePoints;
import dev.tally.storage.statement.SelectVolumeSpans;
import dev.tally.storage.statement.SelectVolumeSpans.VolumeSpan;
import dev.tally.storage.view.EventViews;
import dev.tally.web.answer.DeprecationAnswer;
import dev.tally.web.answer.EventTypeAnswer;
import dev.tally.web.answer.EventTypeAnswer.Reject;
import dev.tally.web.answer.EventTypeAnswer.VolumePoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One event type: what its latest revision declares, beside its history and what arrived. */
final class EventTypeDetail {
  static final int HOURS = 48;
  static final int DAYS = 30;
  private static final List<Integer> SPANS = List.of(1, 7, 30);

  private final Catalog catalog;
  private final Lifecycle lifecycle;
  private final Arrivals arrivals;
  private final String viewsDatabase;
  private final Clock clock;
  private final SelectVolumePoints volumePoints;
  private final SelectVolumeSpans volumeSpans;
  private final SelectRevisionCounts revisionCounts;
  private final SelectRejects rejects;

  EventTypeDetail(
      Catalog catalog, Lifecycle lifecycle, Arrivals arrivals, ClickHouse clickHouse, Clock clock) {
    this.catalog = catalog;
    this.lifecycle = lifecycle;
    this.arrivals = arrivals;
    this.viewsDatabase = clickHouse.endpoint().viewsDatabase();
    this.clock = clock;
    this.volumePoints = new SelectVolumePoints(clickHouse);
    this.volumeSpans = new SelectVolumeSpans(clickHouse);
    this.revisionCounts = new SelectRevisionCounts(clickHouse);
    this.rejects = new SelectRejects(clickHouse);
  }

  /**
   * @throws TallyException NOT_FOUND when no event type has that name
   */
  EventTypeAnswer read(String name) {
    Revision latest = published(name);
    EventType eventType = latest.eventType();
    Declared declared = new Declared(eventType);
    return new EventTypeAnswer(
        eventType.name(),
        eventType.description(),
        eventType.owner(),
        declared.rawRetention(),
        eventType.delivery(),
        viewsDatabase + "." + EventViews.name(eventType),
        latest.id(),
        lifecycle.stage(latest),
        lifecycle.productionRevision(name).orElse(null),
        lifecycle.deprecation(name).map(DeprecationAnswer::of).orElse(null),
        arrivals.snapshot().totals(name),
        volume(name, Duration.ofHours(1), HOURS),
        volume(name, Duration.ofDays(1), DAYS),
        spans(name),
        declared.attributes(),
        declared.metrics(),
        declared.alerts(),
        revisions(name),
        rejects(name));
  }

  /**
   * The latest revision.
   *
   * @throws TallyException NOT_FOUND when no event type has that name
   */
  Revision published(String name) {
    return catalog
        .latest(name)
        .orElseThrow(
            () ->
                new TallyException(
                    ErrorCode.NOT_FOUND,
                    "no event type '"
                        + name
                        + "' is published; ./tally publish FOLDER publishes EDL files"));
  }

  /** The buckets up to now, those without events too. */
  private List<VolumePoint> volume(String name, Duration step, int buckets) {
    long seconds = step.toSeconds();
    long last = Math.floorDiv(clock.instant().getEpochSecond(), seconds) * seconds;
    Instant first = Instant.ofEpochSecond(last - (buckets - 1) * seconds);
    Map<Instant, SelectVolumePoints.VolumePoint> known =
        volumePoints.run(name, first, step).stream()
            .collect(Collectors.toMap(SelectVolumePoints.VolumePoint::time, Function.identity()));
    return IntStream.range(0, buckets)
        .mapToObj(i -> first.plusSeconds(i * seconds))
        .map(time -> point(time, known.get(time)))
        .toList();
  }

  private List<EventTypeAnswer.VolumeSpan> spans(String name) {
    Instant now = clock.instant();
    Instant first = arrivals.snapshot().totals(name).firstSeen();
    Map<Integer, VolumeSpan> known =
        volumeSpans.run(name, now, SPANS).stream()
            .collect(Collectors.toMap(VolumeSpan::days, Function.identity()));
    return SPANS.stream()
        .map(days -> span(known.getOrDefault(days, new VolumeSpan(days, 0, 0)), first, now))
        .toList();
  }

  /** An event type that is younger than the span has nothing to compare with. */
  private static EventTypeAnswer.VolumeSpan span(
      VolumeSpan span, @Nullable Instant first, Instant now) {
    boolean older = first != null && first.isBefore(now.minus(Duration.ofDays(span.days())));
    return new EventTypeAnswer.VolumeSpan(span.days(), span.stored(), older ? span.before() : null);
  }

  private static VolumePoint point(Instant time, SelectVolumePoints.@Nullable VolumePoint known) {
    return known == null
        ? new VolumePoint(time, 0, 0)
        : new VolumePoint(time, known.stored(), known.rejected());
  }

  private List<EventTypeAnswer.Revision> revisions(String name) {
    Map<Integer, RevisionCount> counts =
        revisionCounts.run(name).stream()
            .collect(Collectors.toMap(RevisionCount::revision, Function.identity()));
    return catalog.history(name).reversed().stream()
        .map(revision -> revision(revision, counts.get(revision.id())))
        .toList();
  }

  private static EventTypeAnswer.Revision revision(
      Revision revision, @Nullable RevisionCount count) {
    return new EventTypeAnswer.Revision(
        revision.id(),
        HexFormat.of().toHexDigits(revision.fingerprint()),
        revision.publishedAt(),
        count == null ? 0 : count.rows(),
        count == null ? null : count.last());
  }

  private List<Reject> rejects(String name) {
    return rejects.run(name).stream()
        .map(
            reject ->
                new Reject(
                    reject.code(),
                    reject.attribute(),
                    reject.events(),
                    reject.first(),
                    reject.last(),
                    reject.reason()))
        .toList();
  }
}
