package dev.tally.edl.gate;

import dev.tally.edl.compat.Change;
import dev.tally.edl.load.Schema;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.PiiClass;
import java.util.List;
import java.util.Optional;

/** Whether a change touches what says something about a person. */
final class Privacy {
  private static final String PII = "pii";

  private Privacy() {}

  /** Whether a PII class changes, or an attribute comes that has one that matters. */
  static boolean isTouched(List<Change> changes, Schema after) {
    return changes.stream()
        .filter(change -> change.element() == Change.Element.ATTRIBUTE)
        .anyMatch(
            change ->
                switch (change.kind()) {
                  case CHANGED -> change.property().equals(PII);
                  case ADDED -> pii(change, after).map(Privacy::matters).orElse(false);
                  case REMOVED -> false;
                });
  }

  private static Optional<PiiClass> pii(Change change, Schema after) {
    return after.eventTypes().stream()
        .filter(type -> type.name().equals(change.eventType()))
        .flatMap(type -> type.attributes().stream())
        .filter(one -> change.subject().equals(change.eventType() + "." + one.name()))
        .findFirst()
        .map(Attribute::pii);
  }

  private static boolean matters(PiiClass pii) {
    return switch (pii) {
      case UNSPECIFIED, NONE -> false;
      case QUASI_IDENTIFIER, IDENTIFIER, SENSITIVE -> true;
    };
  }
}
