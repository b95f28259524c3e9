package dev.tally.aggregator.site;

import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.site.SiteReader.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which of the changed buckets one pull takes, and how far it is then. */
final class PullChoice {
  private final PullLimits limits;
  private final Instant now;
  private final List<SitePiece> pieces = new ArrayList<>();
  private final Map<PullUnit, SitePosition> quiet = new HashMap<>();
  private final Set<Duration> unfinished = new HashSet<>();
  private long rows;

  PullChoice(PullLimits limits, Instant now) {
    this.limits = limits;
    this.now = now;
  }

  /** To be put in. */
  List<SitePiece> pieces() {
    return pieces;
  }

  /** Where nothing changed. */
  Map<PullUnit, SitePosition> quiet() {
    return quiet;
  }

  /** Whether something of a resolution is left for later pulls. */
  boolean isUnfinished(Duration resolution) {
    return unfinished.contains(resolution);
  }

  boolean hasMore() {
    return !unfinished.isEmpty();
  }

  /**
   * @param position with the goal set
   * @param buckets that changed, ascending; as many as limited means that there may be more
   */
  void add(KnownStates states, SitePosition position, List<Bucket> buckets) {
    PullUnit key = states.unit();
    long step = states.resolution().toSeconds();
    if (buckets.isEmpty()) {
      quiet.put(key, position.reached(now));
      return;
    }
    List<Span> spans = new ArrayList<>();
    int taken = 0;
    while (taken < buckets.size()
        && taken < limits.buckets()
        && hasRoom(spans, buckets.get(taken))) {
      Bucket bucket = buckets.get(taken);
      add(spans, bucket.start(), Math.min(bucket.start() + step, Span.MAX));
      rows += bucket.rows();
      taken++;
    }
    boolean isAll = taken == buckets.size() && taken < limits.buckets();
    if (!isAll) {
      unfinished.add(states.resolution());
    }
    if (taken > 0) {
      SitePosition reached =
          isAll ? position.reached(now) : position.upTo(buckets.get(taken - 1).start() + step, now);
      pieces.add(new SitePiece(states.event(), step, spans, List.of(), reached));
    }
  }

  private boolean hasRoom(List<Span> spans, Bucket next) {
    boolean follows = !spans.isEmpty() && spans.getLast().until() == next.start();
    return rows < limits.rows() && (follows || spans.size() < PullLimits.SPANS_MAX);
  }

  private static void add(List<Span> spans, long from, long until) {
    if (!spans.isEmpty() && spans.getLast().until() == from) {
      spans.add(new Span(spans.removeLast().from(), until));
    } else {
      spans.add(new Span(from, until));
    }
  }
}
