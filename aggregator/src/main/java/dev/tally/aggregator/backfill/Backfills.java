package dev.tally.aggregator.backfill;

import dev.tally.aggregator.plan.Span;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The backfills for whoever asks for one. */
public final class Backfills {
  /** Threads where none are asked for. */
  public static final int THREADS_DEFAULT = 2;

  /** Threads of a backfill: each has a connection to the engine, and a scan in its memory. */
  public static final int THREADS_MAX = 8;

  /** Backfills that are not over; one is worked on at a time. */
  public static final int ACTIVE_MAX = 1_000;

  /** Of one list. */
  public static final int LIST_MAX = 1_000;

  private static final long DAY_S = 86_400;

  private final Catalog catalog;
  private final BackfillLog log;

  /**
   * What is to be computed anew.
   *
   * @param eventType empty: of all
   * @param metrics empty: all; a ratio or rate stands for what it is computed of
   * @param from absent: as far back as there are raw rows
   * @param until exclusive; absent: without an end
   */
  public record Request(
      String eventType,
      List<String> metrics,
      Optional<Instant> from,
      Optional<Instant> until,
      int threads) {
    public Request {
      metrics = List.copyOf(metrics);
    }
  }

  public Backfills(Catalog catalog, MetadataDatabase metadata, Clock clock) {
    this.catalog = catalog;
    this.log = new BackfillLog(metadata, clock);
  }

  /**
   * Queues one for each event type.
   *
   * @throws TallyException NOT_FOUND when there is no such event type or metric, REQUEST_INVALID
   *     for a time without days or a number of threads that is not allowed, QUERY_LIMIT when too
   *     many are waiting
   */
  public List<Backfill> start(Request request) {
    if (request.threads() < 1 || request.threads() > THREADS_MAX) {
      throw invalid("parallel: %d is not from 1 to %d".formatted(request.threads(), THREADS_MAX));
    }
    Span span = span(request);
    List<BackfillLog.Wanted> wanted = new ArrayList<>();
    for (Revision revision : revisions(request.eventType())) {
      Set<String> metrics = metrics(revision.eventType(), request.metrics());
      if (!metrics.isEmpty()) {
        BackfillPlan plan = BackfillPlan.of(revision.eventType(), metrics);
        wanted.add(
            new BackfillLog.Wanted(
                revision.eventType().name(),
                plan.metrics(),
                plan.resolutions(),
                span,
                request.threads(),
                revision.id(),
                plan.fingerprint()));
      }
    }
    checkFound(request, wanted);
    if (log.countActive() + wanted.size() > ACTIVE_MAX) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "more than %,d backfills would be waiting; cancel some, or wait".formatted(ACTIVE_MAX));
    }
    return log.add(wanted);
  }

  private List<Revision> revisions(String eventType) {
    List<Revision> revisions =
        catalog.latest().stream()
            .filter(r -> eventType.isEmpty() || r.eventType().name().equals(eventType))
            .toList();
    if (revisions.isEmpty() && !eventType.isEmpty()) {
      throw new TallyException(
          ErrorCode.NOT_FOUND, "no event type '%s' is published".formatted(eventType));
    }
    return revisions;
  }

  /** Of those that are asked for, the metrics of the event type that have states. */
  private static Set<String> metrics(EventType type, List<String> names) {
    Set<String> metrics = new LinkedHashSet<>();
    for (Metric metric : type.metrics()) {
      if (names.isEmpty() || names.contains(metric.name())) {
        metrics.addAll(BackfillPlan.withStates(metric));
      }
    }
    return metrics;
  }

  private void checkFound(Request request, List<BackfillLog.Wanted> wanted) {
    for (String name : request.metrics()) {
      boolean isFound =
          revisions(request.eventType()).stream()
              .anyMatch(r -> r.eventType().metric(name).isPresent());
      if (!isFound) {
        throw new TallyException(
            ErrorCode.NOT_FOUND,
            request.eventType().isEmpty()
                ? "no event type has a metric '%s'".formatted(name)
                : "event type %s has no metric '%s'".formatted(request.eventType(), name));
      }
    }
    if (wanted.isEmpty()) {
      throw new TallyException(
          ErrorCode.NOT_FOUND,
          request.eventType().isEmpty()
              ? "no event type has metrics"
              : "event type %s has no metrics".formatted(request.eventType()));
    }
  }

  /** Whole days. */
  private static Span span(Request request) {
    long from =
        request
            .from()
            .map(t -> Math.floorDiv(t.getEpochSecond(), DAY_S) * DAY_S)
            .map(t -> Math.clamp(t, Span.MIN, Span.MAX))
            .orElse(Span.MIN);
    long until =
        request
            .until()
            .map(t -> Math.ceilDiv(t.getEpochSecond(), DAY_S) * DAY_S)
            .map(t -> Math.clamp(t, Span.MIN, Span.MAX))
            .orElse(Span.MAX);
    if (from >= until) {
      throw invalid("'from' must be before 'until'");
    }
    return new Span(from, until);
  }

  /** The latest first. */
  public List<Backfill> list() {
    return log.list(LIST_MAX);
  }

  /**
   * @throws TallyException NOT_FOUND
   */
  public Backfill find(long id) {
    return log.find(id)
        .orElseThrow(() -> new TallyException(ErrorCode.NOT_FOUND, "there is no backfill " + id));
  }

  /**
   * Ends one before it changes anything; its tables are dropped soon after.
   *
   * @throws TallyException NOT_FOUND, or REQUEST_INVALID when its states have been swapped in, or
   *     are about to be
   */
  public Backfill cancel(long id) {
    Backfill backfill = find(id);
    if (!log.cancel(id)) {
      throw invalid(
          "backfill %d is %s; only what is queued, scanning or catching_up can be cancelled"
              .formatted(id, BackfillsApi.name(backfill.state())));
    }
    return find(id);
  }

  private static TallyException invalid(String message) {
    return new TallyException(ErrorCode.REQUEST_INVALID, message);
  }
}
