package dev.tally.edl.compat;

import dev.tally.edl.compat.Change.Element;
import dev.tally.edl.compat.Change.Kind;
import dev.tally.edl.load.Place;
import dev.tally.edl.model.AlertRule;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EnumType;
import dev.tally.edl.model.EventType;
import dev.tally.edl.model.Metric;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The differences of one event type. */
final class EventTypeDiff {
  private final EventType before;
  private final EventType after;
  private final Places placesBefore;
  private final Places placesAfter;
  private final Set<Change> changes = new LinkedHashSet<>();

  /** An element of one side, and where its properties stand. */
  private record Part(
      String subject, Map<String, String> properties, Function<String, Optional<Place>> place) {}

  EventTypeDiff(EventType before, EventType after, Places placesBefore, Places placesAfter) {
    this.before = before;
    this.after = after;
    this.placesBefore = placesBefore;
    this.placesAfter = placesAfter;
  }

  /** The event type itself, then its attributes, metrics and alerts. */
  List<Change> changes() {
    if (!before.equals(after)) {
      changed(Element.EVENT_TYPE, part(before, placesBefore), part(after, placesAfter));
      attributes();
      metrics();
      alerts();
    }
    return List.copyOf(changes);
  }

  private static Part part(EventType type, Places places) {
    return new Part(type.name(), Properties.of(type), property -> places.of(type, property));
  }

  private void attributes() {
    Matching<Attribute> matching =
        Matching.of(before.attributes(), after.attributes(), Attribute::name, Attribute::path);
    matching
        .pairs()
        .forEach(
            pair -> {
              changed(
                  Element.ATTRIBUTE,
                  part(before, pair.before(), placesBefore),
                  part(after, pair.after(), placesAfter));
              constants(pair.before(), pair.after());
            });
    wholes(
        Element.ATTRIBUTE,
        matching.removed().stream().map(each -> part(before, each, placesBefore)).toList(),
        matching.added().stream().map(each -> part(after, each, placesAfter)).toList());
    order("attributes", matching, before.attributes(), after.attributes(), Attribute::name);
  }

  private static Part part(EventType type, Attribute attribute, Places places) {
    return new Part(
        type.name() + "." + attribute.name(),
        Properties.of(attribute),
        property -> places.of(type, attribute));
  }

  private void metrics() {
    Matching<Metric> matching =
        Matching.of(before.metrics(), after.metrics(), Metric::name, MetricComparison::identity);
    matching
        .pairs()
        .forEach(
            pair ->
                changed(
                    Element.METRIC,
                    part(before, pair.before(), placesBefore),
                    part(after, pair.after(), placesAfter)));
    wholes(
        Element.METRIC,
        matching.removed().stream().map(each -> part(before, each, placesBefore)).toList(),
        matching.added().stream().map(each -> part(after, each, placesAfter)).toList());
    order("metrics", matching, before.metrics(), after.metrics(), Metric::name);
  }

  private static Part part(EventType type, Metric metric, Places places) {
    return new Part(
        type.name() + "." + metric.name(),
        Properties.of(metric),
        property -> places.of(type, metric, property));
  }

  private void alerts() {
    Matching<AlertRule> matching =
        Matching.of(before.alerts(), after.alerts(), AlertRule::name, AlertComparison::identity);
    matching
        .pairs()
        .forEach(
            pair ->
                changed(
                    Element.ALERT,
                    part(before, pair.before(), placesBefore),
                    part(after, pair.after(), placesAfter)));
    wholes(
        Element.ALERT,
        matching.removed().stream().map(each -> part(before, each, placesBefore)).toList(),
        matching.added().stream().map(each -> part(after, each, placesAfter)).toList());
    order("alerts", matching, before.alerts(), after.alerts(), AlertRule::name);
  }

  private static Part part(EventType type, AlertRule alert, Places places) {
    return new Part(
        type.name() + "." + alert.name(),
        Properties.of(alert),
        property -> places.of(type, alert, property));
  }

  /** Constants of enums that both sides have; which enum it is, is a property of the attribute. */
  private void constants(Attribute was, Attribute is) {
    if (was.enumType().isEmpty() || is.enumType().isEmpty()) {
      return;
    }
    EnumType old = was.enumType().get();
    EnumType now = is.enumType().get();
    Matching<EnumType.Value> matching =
        Matching.of(old.values(), now.values(), EnumType.Value::name, EnumType.Value::number);
    Function<EnumType.Value, Part> partBefore = value -> part(before, was, value, placesBefore);
    Function<EnumType.Value, Part> partAfter = value -> part(after, is, value, placesAfter);
    matching
        .pairs()
        .forEach(
            pair ->
                changed(
                    Element.ENUM_VALUE,
                    partBefore.apply(pair.before()),
                    partAfter.apply(pair.after())));
    wholes(
        Element.ENUM_VALUE,
        matching.removed().stream().map(partBefore).toList(),
        matching.added().stream().map(partAfter).toList());
    List<String> orderBefore = names(matching, old.values(), EnumType.Value::name, true);
    List<String> orderAfter = names(matching, now.values(), EnumType.Value::name, false);
    if (isOrderChanged(matching, now.values())) {
      add(
          Kind.CHANGED,
          Element.ATTRIBUTE,
          before.name() + "." + was.name(),
          "order of constants",
          ModelText.list(orderBefore),
          ModelText.list(orderAfter),
          placesBefore.of(before, was),
          placesAfter.of(after, is));
    }
  }

  private static Part part(
      EventType type, Attribute attribute, EnumType.Value value, Places places) {
    return new Part(
        attribute.enumType().orElseThrow().name() + "." + value.name(),
        Properties.of(value),
        property -> places.of(type, attribute, value));
  }

  private void changed(Element element, Part old, Part now) {
    old.properties()
        .forEach(
            (property, was) -> {
              String is = now.properties().getOrDefault(property, "");
              if (!was.equals(is)) {
                add(
                    Kind.CHANGED,
                    element,
                    old.subject(),
                    property,
                    was,
                    is,
                    old.place().apply(property),
                    now.place().apply(property));
              }
            });
  }

  private void wholes(Element element, List<Part> removed, List<Part> added) {
    for (Part part : removed) {
      Optional<Place> place = part.place().apply("name");
      add(Kind.REMOVED, element, part.subject(), "", "", "", place, Optional.empty());
    }
    for (Part part : added) {
      Optional<Place> place = part.place().apply("name");
      add(Kind.ADDED, element, part.subject(), "", "", "", Optional.empty(), place);
    }
  }

  /** Where those that both sides have come in another order. */
  private <T> void order(
      String what, Matching<T> matching, List<T> old, List<T> now, Function<T, String> name) {
    if (isOrderChanged(matching, now)) {
      add(
          Kind.CHANGED,
          Element.EVENT_TYPE,
          before.name(),
          "order of " + what,
          ModelText.list(names(matching, old, name, true)),
          ModelText.list(names(matching, now, name, false)),
          placesBefore.of(before, "name"),
          placesAfter.of(after, "name"));
    }
  }

  private static <T> boolean isOrderChanged(Matching<T> matching, List<T> now) {
    List<T> expected = matching.pairs().stream().map(Matching.Pair::after).toList();
    Set<T> kept = new HashSet<>(expected);
    return !expected.equals(now.stream().filter(kept::contains).toList());
  }

  private static <T> List<String> names(
      Matching<T> matching, List<T> elements, Function<T, String> name, boolean isBefore) {
    Set<T> kept =
        matching.pairs().stream()
            .map(pair -> isBefore ? pair.before() : pair.after())
            .collect(Collectors.toSet());
    return elements.stream().filter(kept::contains).map(name).toList();
  }

  private void add(
      Kind kind,
      Element element,
      String subject,
      String property,
      String was,
      String is,
      Optional<Place> placeBefore,
      Optional<Place> placeAfter) {
    changes.add(
        new Change(
            kind, element, after.name(), subject, property, was, is, placeBefore, placeAfter));
  }
}
