package dev.tally.aggregator.impact;

import dev.tally.aggregator.impact.EventTypeImpact.UseImpact;
import dev.tally.aggregator.statement.SelectColumnQueries;
import dev.tally.aggregator.statement.SelectColumnQueries.ColumnQuery;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import dev.tally.storage.view.EventViews;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The queries of views that read a column which changes or goes. */
final class QueryUses {
  /** Of each event type; the most frequent. */
  static final int USES_MAX = 20;

  private final Look look;
  private final SelectColumnQueries selectColumnQueries;
  private final String database;

  /** A column that somebody may read. */
  private record Column(String eventType, String name) {}

  QueryUses(Look look) {
    this.look = look;
    this.selectColumnQueries = new SelectColumnQueries(look.clickHouse());
    this.database = look.clickHouse().endpoint().viewsDatabase();
  }

  /** By event type. */
  Map<String, List<UseImpact>> read(List<TypeDifference> types) {
    Map<String, Column> columns = new LinkedHashMap<>();
    types.forEach(type -> spellings(type, columns));
    if (columns.isEmpty()) {
      return Map.of();
    }
    Optional<List<ColumnQuery>> queries = selectColumnQueries.run(columns.keySet(), look.since());
    if (queries.filter(found -> found.size() == SelectColumnQueries.QUERIES_MAX).isPresent()) {
      types.forEach(
          type ->
              look.note(
                  type.name(),
                  "Of the queries, only the %,d most frequent were looked at."
                      .formatted(SelectColumnQueries.QUERIES_MAX)));
    }
    if (queries.isEmpty()) {
      types.forEach(
          type ->
              look.note(
                  type.name(),
                  "Who asks for it is not known: the engine has no query_log, or none yet."));
      return Map.of();
    }
    Map<String, List<UseImpact>> uses = new HashMap<>();
    queries.get().forEach(query -> add(query, columns, uses));
    uses.forEach(this::noteMore);
    uses.replaceAll(
        (eventType, all) -> List.copyOf(all.subList(0, Math.min(all.size(), USES_MAX))));
    return uses;
  }

  private void noteMore(String eventType, List<UseImpact> all) {
    if (all.size() > USES_MAX) {
      look.note(
          eventType,
          "%,d more queries, less frequent or older, are not listed."
              .formatted(all.size() - USES_MAX));
    }
  }

  private void spellings(TypeDifference difference, Map<String, Column> into) {
    difference
        .type()
        .before()
        .ifPresent(
            before -> {
              for (String column : columns(difference, before)) {
                for (String view :
                    List.of(EventViews.name(before), EventViews.entitiesName(before))) {
                  SelectColumnQueries.spellings(database, view, column)
                      .forEach(text -> into.put(text, new Column(difference.name(), column)));
                }
              }
            });
  }

  /** Those that go, get another type, or show an attribute that is touched. */
  private static Set<String> columns(TypeDifference difference, EventType before) {
    Map<String, String> now = difference.type().after().map(ViewChanges::columns).orElse(Map.of());
    Set<String> read = new TreeSet<>();
    ViewChanges.columns(before)
        .forEach(
            (column, columnType) -> {
              if (!columnType.equals(now.get(column))) {
                read.add(column);
              }
            });
    for (Attribute attribute : before.attributes()) {
      if (difference.touched().containsKey(attribute.name())) {
        read.add(EventViews.column(attribute));
      }
    }
    return read;
  }

  private static void add(
      ColumnQuery query, Map<String, Column> columns, Map<String, List<UseImpact>> uses) {
    Map<String, Set<String>> read = new HashMap<>();
    for (String spelling : query.columns()) {
      Column column = columns.get(spelling);
      if (column != null) {
        read.computeIfAbsent(column.eventType(), name -> new TreeSet<>()).add(column.name());
      }
    }
    read.forEach(
        (eventType, names) -> {
          uses.computeIfAbsent(eventType, name -> new ArrayList<>())
              .add(
                  new UseImpact(
                      query.user(),
                      query.query(),
                      query.count(),
                      query.last(),
                      List.copyOf(names)));
        });
  }
}
