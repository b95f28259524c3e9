package dev.tally.aggregator.annotation;

import java.time.Instant;
import java.util.List;

/** Who knows what happened. */
@FunctionalInterface
public interface AnnotationSource {
  /**
   * In any order, at most {@code limit} of them.
   *
   * @param from inclusive
   * @param until inclusive
   */
  List<Annotation> between(Instant from, Instant until, int limit);
}
