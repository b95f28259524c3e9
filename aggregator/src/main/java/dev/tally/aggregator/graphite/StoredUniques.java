package dev.tally.aggregator.graphite;

import dev.tally.aggregator.graphite.expression.TagExpression;
import dev.tally.aggregator.graphite.function.TimeRange;
import dev.tally.aggregator.graphite.function.UniquesQuery;
import dev.tally.aggregator.statement.SelectUniques;
import dev.tally.aggregator.statement.SelectUniques.Unique;
import dev.tally.aggregator.statement.SelectUniques.UniqueSet;
import dev.tally.aggregator.statement.SelectUniques.Wanted;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Durations;
import dev.tally.edl.model.SeriesName;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.storage.ClickHouse;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Distinct counts that were not declared. Of the stored dimension sets the smallest serves that has
 * all attributes that are asked for: leaving out the others is a union. Uniques are never added up.
 */
final class StoredUniques {
  /** Buckets of one window: each state is merged into as many points. */
  static final int WINDOW_BUCKETS_MAX = 1_000;

  private static final String RESOLUTION = "resolution";

  private final SelectUniques selectUniques;

  StoredUniques(ClickHouse clickHouse) {
    this.selectUniques = new SelectUniques(clickHouse);
  }

  /**
   * Which states serve.
   *
   * @throws TallyException REQUEST_INVALID where none do
   */
  Wanted wanted(UniquesQuery query) {
    int dot = query.metric().lastIndexOf('.');
    String eventType = query.metric().substring(0, Math.max(dot, 0));
    String metric = query.metric().substring(dot + 1);
    List<TagExpression> all = query.expressions().stream().map(TagExpression::parse).toList();
    List<TagExpression> expressions =
        all.stream().filter(e -> !e.tag().equals(RESOLUTION)).toList();
    Set<String> needed = new HashSet<>(query.by());
    expressions.forEach(e -> needed.add(e.tag()));
    List<UniqueSet> sets = selectUniques.sets(eventType, metric);
    UniqueSet set =
        sets.stream()
            .filter(one -> one.attributes().containsAll(needed))
            .filter(one -> isWanted(one, all, query.windowSeconds()))
            .min(
                Comparator.comparing(UniqueSet::resolution, Comparator.reverseOrder())
                    .thenComparingInt(one -> one.attributes().size())
                    .thenComparing(one -> String.join(",", one.attributes())))
            .orElseThrow(() -> nothingServes(query, sets));
    long buckets = Math.max(1, query.windowSeconds() / set.resolution().toSeconds());
    if (buckets > WINDOW_BUCKETS_MAX) {
      throw new TallyException(
          ErrorCode.QUERY_LIMIT,
          "a window of %d buckets of %s is too long: at most %d; name a coarser resolution"
              .formatted(buckets, Durations.format(set.resolution()), WINDOW_BUCKETS_MAX));
    }
    return new Wanted(eventType, metric, set, query.by(), Math.toIntExact(buckets), expressions);
  }

  private static boolean isWanted(
      UniqueSet set, List<TagExpression> expressions, long windowSeconds) {
    return windowSeconds % set.resolution().toSeconds() == 0
        && expressions.stream()
            .filter(e -> e.tag().equals(RESOLUTION))
            .allMatch(e -> e.spec().equals(Durations.format(set.resolution())));
  }

  private static TallyException nothingServes(UniquesQuery query, List<UniqueSet> sets) {
    String there =
        sets.stream()
            .map(
                set ->
                    "%s by '%s'"
                        .formatted(
                            Durations.format(set.resolution()), String.join(",", set.attributes())))
            .collect(Collectors.joining(", "));
    return new TallyException(
        ErrorCode.REQUEST_INVALID,
        "'%s' has no states of uniques that tell this; it has %s"
            .formatted(query.metric(), there.isEmpty() ? "none" : there));
  }

  List<Unique> read(Wanted wanted, TimeRange range, int limit) {
    return selectUniques.run(wanted, range, limit);
  }

  /** As a declared metric would be called, with the window as its statistic. */
  static String name(Wanted wanted, List<String> values) {
    return SeriesName.path(
        wanted.eventType(),
        wanted.metric(),
        window(wanted),
        wanted.set().resolution(),
        new DimensionSet(wanted.by()),
        values);
  }

  private static String window(Wanted wanted) {
    return wanted.windowBuckets() == 1
        ? ""
        : Durations.format(
            Duration.ofSeconds(wanted.set().resolution().toSeconds() * wanted.windowBuckets()));
  }

  static Map<String, String> tags(Wanted wanted, List<String> values) {
    Map<String, String> tags = new TreeMap<>();
    for (int i = 0; i < values.size(); i++) {
      tags.put(wanted.by().get(i), values.get(i));
    }
    tags.put("name", name(wanted, values));
    tags.put("event", wanted.eventType());
    tags.put("metric", wanted.metric());
    tags.put("statistic", window(wanted));
    tags.put(RESOLUTION, Durations.format(wanted.set().resolution()));
    tags.put("by", String.join(",", wanted.by()));
    tags.values().removeIf(String::isEmpty);
    return tags;
  }
}
