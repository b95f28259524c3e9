package dev.tally.web.answer;

import java.util.List;

/**
 * What a search found, the best first.
 *
 * @param total before the limit
 */
public record SearchAnswer(List<Hit> items, int total) {
  public SearchAnswer {
    items = List.copyOf(items);
  }

  /** What can be found; of equally good hits the one whose kind comes first. */
  public enum Kind {
    EVENT_TYPE,
    METRIC,
    ATTRIBUTE,
    ALERT,
    OWNER,
    ENUM_VALUE
  }

  /** Where a word was found: in the thing itself, or in the name of what it belongs to. */
  public enum Place {
    NAME,
    UNIT,
    DESCRIPTION,
    ATTRIBUTE,
    EVENT_TYPE
  }

  /**
   * @param eventType that it belongs to; empty of owners
   * @param within the attribute of an enum's value, the metric of an alert; else empty
   * @param text its description, at most 200 characters
   * @param place where the hit is: of several words that of the best
   */
  public record Hit(
      Kind kind, String name, String eventType, String within, String text, Place place) {}
}
