package dev.tally.aggregator.site;

import static java.util.Objects.requireNonNull;

import dev.tally.aggregator.plan.Span;
import dev.tally.aggregator.plan.Spans;
import dev.tally.aggregator.statement.PulledBuckets;
import java.time.Duration;
import java.util.List;

/**
 * Whole buckets of an event type and resolution that a pull brings.
 *
 * @param seconds the resolution
 * @param buckets the times that they are, ascending
 * @param vanishing those of them in which something had states of the site and has none any more,
 *     ascending
 * @param position how far that is
 */
public record SitePiece(
    String event, long seconds, List<Span> buckets, List<Long> vanishing, SitePosition position) {
  public SitePiece {
    requireNonNull(event);
    buckets = List.copyOf(buckets);
    vanishing = List.copyOf(vanishing);
    requireNonNull(position);
  }

  /** Its bucket width. */
  public Duration width() {
    return Duration.ofSeconds(seconds);
  }

  PullUnit unit() {
    return new PullUnit(event, width());
  }

  /** Its buckets, in SQL. */
  public PulledBuckets scope() {
    return new PulledBuckets(event, width(), new Spans(buckets));
  }

  /** Some of its buckets. */
  public PulledBuckets scope(List<Long> starts) {
    return new PulledBuckets(
        event,
        width(),
        new Spans(
            starts.stream()
                .map(start -> new Span(start, Math.min(start + seconds, Span.MAX)))
                .toList()));
  }

  SitePiece withVanishing(List<Long> some) {
    return new SitePiece(event, seconds, buckets, some, position);
  }
}
