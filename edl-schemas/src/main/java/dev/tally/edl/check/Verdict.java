package dev.tally.edl.check;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.load.Place;
import java.util.Comparator;
import java.util.Optional;

/**
 * What a rule says of a place.
 *
 * @param subject full name of the element: {@code shop.Registration}, {@code
 *     shop.Registration.country}; of a metric or alert the event type's name and its own. Waivers
 *     name it
 * @param place in the EDL that is checked; where the element is gone, what held it
 * @param before where the element stood in the EDL that it is compared with
 * @param message one line: what is wrong
 * @param instead one line: what to do
 */
public record Verdict(
    CheckRule rule,
    Severity severity,
    String subject,
    Place place,
    Optional<Place> before,
    String message,
    String instead)
    implements Comparable<Verdict> {
  private static final Comparator<Verdict> ORDER =
      Comparator.comparing((Verdict verdict) -> verdict.place().path())
          .thenComparingInt(verdict -> verdict.place().line())
          .thenComparingInt(verdict -> verdict.place().column())
          .thenComparing(verdict -> verdict.rule().id())
          .thenComparing(Verdict::subject)
          .thenComparing(Verdict::message);

  public Verdict {
    requireNonNull(rule);
    requireNonNull(severity);
    requireNonNull(subject);
    requireNonNull(place);
    requireNonNull(before);
    requireNonNull(message);
    requireNonNull(instead);
  }

  /** By place. */
  @Override
  public int compareTo(Verdict other) {
    return ORDER.compare(this, other);
  }
}
