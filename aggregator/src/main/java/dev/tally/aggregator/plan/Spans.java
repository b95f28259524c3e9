package dev.tally.aggregator.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Some times, ascending, none touching another.
 *
 * @param list at most {@link #SPANS_MAX}
 */
public record Spans(List<Span> list) {
  /** More than this are joined over their smallest gaps. */
  public static final int SPANS_MAX = 500;

  public static final Spans NONE = new Spans(List.of());

  public Spans {
    list = List.copyOf(list);
  }

  public static Spans of(Collection<Span> spans) {
    List<Span> joined = join(spans, 0);
    if (joined.size() > SPANS_MAX) {
      List<Long> gaps = new ArrayList<>();
      for (int i = 1; i < joined.size(); i++) {
        gaps.add(joined.get(i).from() - joined.get(i - 1).until());
      }
      gaps.sort(Comparator.reverseOrder());
      joined = join(joined, gaps.get(SPANS_MAX - 1));
    }
    return new Spans(joined);
  }

  private static List<Span> join(Collection<Span> spans, long gapMax) {
    List<Span> joined = new ArrayList<>();
    for (Span span : spans.stream().sorted(Comparator.comparingLong(Span::from)).toList()) {
      if (joined.isEmpty() || span.from() - joined.getLast().until() > gapMax) {
        joined.add(span);
      } else {
        Span last = joined.removeLast();
        joined.add(new Span(last.from(), Math.max(last.until(), span.until())));
      }
    }
    return joined;
  }

  /** Together with others. */
  public Spans and(Spans others) {
    List<Span> all = new ArrayList<>(list);
    all.addAll(others.list);
    return of(all);
  }

  /**
   * Whether a bucket has to do with one of them, in SQL.
   *
   * @param seconds the bucket's beginning, in SQL: an Int64 of seconds since the epoch
   */
  public String touch(String seconds, Duration resolution) {
    return list.isEmpty()
        ? "0"
        : list.stream()
            .map(
                span ->
                    "(%1$s > %2$d AND %1$s < %3$d)"
                        .formatted(seconds, span.from() - resolution.toSeconds(), span.until()))
            .collect(Collectors.joining(" OR ", "(", ")"));
  }
}
