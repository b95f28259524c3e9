package dev.tally.anomaly;

import dev.tally.anomaly.life.RuleKey;
import dev.tally.anomaly.life.Subject;
import dev.tally.edl.model.AlertRule.Severity;
import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.DimensionSet;
import dev.tally.edl.model.Revision;
import dev.tally.edl.registry.Catalog;
import dev.tally.storage.statement.SelectObservedDimensions.Observed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A dimension of a latest revision, with the rule that it has by its class.
 *
 * @param isPersonal whether its values must not be named
 */
record WatchedDimension(RuleKey key, Attribute attribute, boolean isPersonal) {
  private static final Duration DAY = Duration.ofDays(1);

  /** What an attribute has for a statistic: {@code page values}. */
  private static final String STATISTIC = "values";

  static List<WatchedDimension> of(Catalog catalog) {
    List<WatchedDimension> dimensions = new ArrayList<>();
    for (Revision revision : catalog.latest()) {
      String type = revision.eventType().name();
      for (Attribute attribute : revision.eventType().attributes()) {
        if (attribute.isObserved()) {
          dimensions.add(
              new WatchedDimension(
                  RuleKey.ofDimension(type, attribute.name()),
                  attribute,
                  catalog.isPersonal(type, attribute.name())));
        }
      }
    }
    return dimensions;
  }

  int valuesMax() {
    return attribute.valuesMax();
  }

  /** Another limit is another subject: who raised it, and has more again, is told again. */
  Subject subject() {
    return new Subject(
        key,
        attribute.name(),
        STATISTIC,
        DimensionSet.OVERALL,
        List.of(),
        DAY,
        "",
        "%s.%s over %d".formatted(key.eventType(), attribute.name(), valuesMax()),
        Severity.WARNING);
  }

  /** Its class, the values that were new last where they may be named, and who brought most. */
  String note(Observed observed) {
    StringBuilder note =
        new StringBuilder(
            String.format(
                Locale.ROOT, "dimension of %s, class %s", key.eventType(), attribute.dimension()));
    if (attribute.maxValues() > 0) {
      note.append(", max_values ").append(attribute.maxValues());
    }
    if (!isPersonal && !observed.latest().isEmpty()) {
      note.append("; new last: ").append(String.join(", ", observed.latest()));
    }
    note.append("; most new values by revision id ").append(observed.revision());
    return note.append("; what has no series counts as __other__, see docs/cardinality.md")
        .toString();
  }
}
