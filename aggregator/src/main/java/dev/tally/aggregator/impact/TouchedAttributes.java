package dev.tally.aggregator.impact;

import dev.tally.edl.compat.Change;
import dev.tally.edl.compat.Change.Element;
import dev.tally.edl.compat.Change.Kind;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.EventType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The attributes whose values, or the places where they are kept, change; how, by their old names.
 */
final class TouchedAttributes {
  private static final Set<String> PROPERTIES =
      Set.of(
          "name",
          "type",
          "shape",
          "unit",
          "scale",
          "event_time",
          "dimension",
          "max_values",
          "element_depth",
          "wrapped");

  private TouchedAttributes() {}

  /** Those that go are among them. */
  static Map<String, String> of(EventType before, List<Change> changes) {
    Map<String, String> touched = new LinkedHashMap<>();
    for (Change change : changes) {
      if (change.element() == Element.ATTRIBUTE && change.kind() != Kind.ADDED) {
        String name = change.subject().substring(before.name().length() + 1);
        if (change.kind() == Kind.REMOVED) {
          add(touched, name, name + " goes");
        } else if (PROPERTIES.contains(change.property())) {
          add(touched, name, name + ": " + Reasons.of(change));
        }
      } else if (change.element() == Element.ENUM_VALUE && change.kind() != Kind.ADDED) {
        constant(before, change, touched);
      }
    }
    return touched;
  }

  /**
   * A constant that goes, or is called something else; whatever else changes of it, is not stored.
   */
  private static void constant(EventType before, Change change, Map<String, String> touched) {
    if (change.kind() == Kind.CHANGED && !change.property().equals("name")) {
      return;
    }
    int dot = change.subject().lastIndexOf('.');
    String type = change.subject().substring(0, dot);
    String constant = change.subject().substring(dot + 1);
    for (Attribute attribute : before.attributes()) {
      if (attribute.enumType().filter(e -> e.name().equals(type)).isPresent()) {
        String what = change.kind() == Kind.REMOVED ? " goes" : " is called " + change.after();
        add(touched, attribute.name(), attribute.name() + ": " + constant + what);
      }
    }
  }

  private static void add(Map<String, String> touched, String attribute, String reason) {
    touched.merge(attribute, reason, (a, b) -> a.equals(b) ? a : a + "; " + b);
  }
}
