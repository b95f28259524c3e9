package dev.tally.web;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.AttributeType;
import dev.tally.edl.model.Revision;
import dev.tally.web.answer.AttributeFiguresAnswer.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which attributes' values the catalogue shows. What a revision once called personal stays so, for
 * its events may still be there: of all revisions the strictest counts.
 */
final class Disclosure {
  /** Fewer events than these share a value of a quasi-identifier: then it is not shown. */
  static final int COMMON_EVENTS_MIN = 5;

  private final Map<String, Values> byName = new HashMap<>();

  Disclosure(List<Revision> history) {
    for (Revision revision : history) {
      for (Attribute attribute : revision.eventType().attributes()) {
        byName.merge(attribute.name(), of(attribute), Disclosure::stricter);
      }
    }
  }

  /** What no revision declares is not shown. */
  Values of(String attribute) {
    return byName.getOrDefault(attribute, Values.HIDDEN);
  }

  /** The names of attributes that are shown so. */
  List<String> names(Values... which) {
    return byName.entrySet().stream()
        .filter(entry -> List.of(which).contains(entry.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static Values of(Attribute attribute) {
    Values byClass =
        switch (attribute.pii()) {
          case UNSPECIFIED, NONE -> Values.SHOWN;
          case QUASI_IDENTIFIER -> Values.COMMON;
          case IDENTIFIER, SENSITIVE -> Values.HIDDEN;
        };
    return attribute.type() == AttributeType.BYTES ? Values.HIDDEN : byClass;
  }

  /** They are declared from open to strict. */
  private static Values stricter(Values one, Values other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
