package dev.tally.edl.compat;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.load.Place;
import java.util.Optional;

/**
 * One difference between two states of an event type.
 *
 * @param eventType full name; after the change, where it has changed
 * @param subject full name of the element: {@code shop.Registration}, {@code
 *     shop.Registration.device.os}, {@code shop.Registration.registrations} (a metric or alert);
 *     {@code shop.Gender.FEMALE}. Before the change, where it has changed
 * @param property what of it has changed, as EDL calls it: {@code owner}, {@code unit}, {@code by};
 *     empty where all of it came or went
 * @param before as text, near to EDL; empty where there was none
 * @param after as text, near to EDL; empty where there is none
 * @param placeBefore absent where the EDL is not known, or there was none
 * @param placeAfter absent where the EDL is not known, or there is none
 */
public record Change(
    Kind kind,
    Element element,
    String eventType,
    String subject,
    String property,
    String before,
    String after,
    Optional<Place> placeBefore,
    Optional<Place> placeAfter) {
  /** What happened. */
  public enum Kind {
    ADDED,
    CHANGED,
    REMOVED
  }

  /** What it happened to. */
  public enum Element {
    EVENT_TYPE,
    ATTRIBUTE,
    /** A constant of the enum of an attribute. */
    ENUM_VALUE,
    METRIC,
    ALERT
  }

  public Change {
    requireNonNull(kind);
    requireNonNull(element);
    requireNonNull(eventType);
    requireNonNull(subject);
    requireNonNull(property);
    requireNonNull(before);
    requireNonNull(after);
    requireNonNull(placeBefore);
    requireNonNull(placeAfter);
  }
}
