package dev.tally.aggregator.annotation;

import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What all sources know, as one list. */
public final class Annotations {
  /** Of one source in one answer, whatever their tags. */
  public static final int ANNOTATIONS_MAX = 10_000;

  private final List<AnnotationSource> sources;

  public Annotations(List<AnnotationSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Which tags an annotation must have. */
  public enum Match {
    ALL,
    ANY
  }

  /**
   * By time.
   *
   * @param from inclusive
   * @param until inclusive
   * @param tags none for all annotations
   * @throws TallyException QUERY_LIMIT
   */
  public List<Annotation> between(
      Instant from, Instant until, Collection<String> tags, Match match) {
    Set<String> wanted = new HashSet<>(tags);
    return sources.stream()
        .map(source -> checked(source.between(from, until, ANNOTATIONS_MAX + 1)))
        .flatMap(List::stream)
        .filter(annotation -> matches(annotation, wanted, match))
        .sorted(Comparator.comparing(Annotation::time).thenComparing(Annotation::id))
        .toList();
  }

  private static boolean matches(Annotation annotation, Set<String> wanted, Match match) {
    return wanted.isEmpty()
        || switch (match) {
          case ALL -> annotation.tags().containsAll(wanted);
          case ANY -> annotation.tags().stream().anyMatch(wanted::contains);
        };
  }

  private static List<Annotation> checked(List<Annotation> annotations) {
    if (annotations.size() > ANNOTATIONS_MAX) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "there are more than %d events; ask for a shorter range".formatted(ANNOTATIONS_MAX));
    }
    return annotations;
  }
}
