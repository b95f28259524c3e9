package dev.tally.aggregator.annotation;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * Something that happened at a time.
 *
 * @param id unique among all
 * @param what in a few words
 * @param details all there is to say; may be empty
 */
public record Annotation(String id, Instant time, String what, String details, List<String> tags) {
  public Annotation {
    requireNonNull(id);
    requireNonNull(time);
    requireNonNull(what);
    requireNonNull(details);
    tags = List.copyOf(tags);
  }
}
