package dev.tally.aggregator.impact;

import dev.tally.aggregator.impact.EventTypeImpact.ViewImpact;
import dev.tally.edl.model.EventType;
import dev.tally.storage.view.EventViews;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The columns of views that come, go or get another type. The view of an event type that goes stays
 * as it is, so it is not among them.
 */
final class ViewChanges {
  private final String database;

  /**
   * @param database of the views
   */
  ViewChanges(String database) {
    this.database = database;
  }

  List<ViewImpact> of(ChangedType type) {
    if (type.after().isEmpty()) {
      return List.of();
    }
    Map<String, Map<String, String>> before =
        type.before().map(ViewChanges::views).orElse(Map.of());
    Map<String, Map<String, String>> after = views(type.after().get());
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    List<ViewImpact> changes = new ArrayList<>();
    for (String name : names) {
      compare(
          database + "." + name,
          before.getOrDefault(name, Map.of()),
          after.getOrDefault(name, Map.of()),
          changes);
    }
    return changes;
  }

  /** Types by column, by view. */
  private static Map<String, Map<String, String>> views(EventType type) {
    Map<String, Map<String, String>> views = new LinkedHashMap<>();
    views.put(EventViews.name(type), columns(type));
    if (type.entity().isPresent()) {
      views.put(EventViews.entitiesName(type), columns(type));
    }
    return views;
  }

  /** Types by column. */
  static Map<String, String> columns(EventType type) {
    return EventViews.columns(type);
  }

  private static void compare(
      String view, Map<String, String> before, Map<String, String> after, List<ViewImpact> into) {
    Set<String> columns = new LinkedHashSet<>(before.keySet());
    columns.addAll(after.keySet());
    for (String column : columns) {
      Optional<String> was = Optional.ofNullable(before.get(column));
      Optional<String> is = Optional.ofNullable(after.get(column));
      if (!was.equals(is)) {
        into.add(new ViewImpact(view, column, kind(was, is), was.orElse(""), is.orElse("")));
      }
    }
  }

  private static ImpactKind kind(Optional<String> was, Optional<String> is) {
    if (was.isPresent() && is.isPresent()) {
      return ImpactKind.CHANGED;
    }
    return is.isPresent() ? ImpactKind.ADDED : ImpactKind.REMOVED;
  }
}
