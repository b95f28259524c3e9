package dev.tally.web;

import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.web.SearchEntry.Score;
import dev.tally.web.answer.SearchAnswer;
import dev.tally.web.answer.SearchAnswer.Hit;
import dev.tally.web.answer.SearchAnswer.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Search over all that is declared: event types, attributes, metrics, alerts, owners and the values
 * of enums. It looks at every entry, in memory; the entries are made once per state of the catalog.
 */
final class CatalogSearch {
  private static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparingInt((Ranked ranked) -> ranked.score().points())
          .reversed()
          .thenComparing(ranked -> ranked.entry().kind())
          .thenComparingInt(ranked -> ranked.entry().name().length())
          .thenComparing(ranked -> ranked.entry().name())
          .thenComparing(ranked -> ranked.entry().eventType())
          .thenComparing(ranked -> ranked.entry().within());

  private final Catalog catalog;
  private @Nullable State state;

  CatalogSearch(Catalog catalog) {
    this.catalog = catalog;
  }

  private record State(int watermark, List<SearchEntry> entries) {}

  private record Ranked(SearchEntry entry, Score score) {}

  /** Nothing for no words. */
  SearchAnswer find(SearchQuery query) {
    if (query.words().isEmpty()) {
      return new SearchAnswer(List.of(), 0);
    }
    List<Ranked> found = new ArrayList<>();
    for (SearchEntry entry : entries()) {
      if (query.kinds().contains(entry.kind())) {
        entry.score(query.words()).ifPresent(score -> found.add(new Ranked(entry, score)));
      }
    }
    List<Hit> items =
        found.stream()
            .sorted(BEST_FIRST)
            .limit(query.limit())
            .map(ranked -> ranked.entry().hit(ranked.score().place()))
            .toList();
    return new SearchAnswer(items, found.size());
  }

  private synchronized List<SearchEntry> entries() {
    int watermark = catalog.watermark();
    State known = state;
    if (known == null || known.watermark() != watermark) {
      known = new State(watermark, entries(catalog.latest()));
      state = known;
    }
    return known.entries();
  }

  private static List<SearchEntry> entries(List<Revision> latest) {
    List<SearchEntry> entries = new ArrayList<>();
    Map<String, Integer> owned = new HashMap<>();
    for (Revision revision : latest) {
      EventType eventType = revision.eventType();
      entries.addAll(SearchEntry.of(eventType));
      owned.merge(eventType.owner(), 1, Integer::sum);
    }
    owned.forEach(
        (owner, count) ->
            entries.add(
                new SearchEntry(
                    Kind.OWNER,
                    owner,
                    "",
                    "",
                    "",
                    count == 1
                        ? "1 event type"
                        : String.format(Locale.ROOT, "%,d event types", count),
                    List.of())));
    return List.copyOf(entries);
  }
}
