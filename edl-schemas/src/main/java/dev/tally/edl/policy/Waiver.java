package dev.tally.edl.policy;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.check.Verdict;
import dev.tally.edl.load.Place;
import java.time.LocalDate;

/**
 * One rule is let off at one place, for a reason and a time.
 *
 * @param place where it stands: in an {@code edl.yaml}. It holds for that folder and those in it
 * @param rule id of a {@link dev.tally.edl.check.CheckRule}
 * @param subject as of {@link Verdict}: {@code shop.Registration.coupon}
 * @param expires the last day that it holds, until its end in UTC
 */
public record Waiver(
    Place place, String rule, String subject, String reason, String author, LocalDate expires) {
  public Waiver {
    requireNonNull(place);
    requireNonNull(rule);
    requireNonNull(subject);
    requireNonNull(reason);
    requireNonNull(author);
    requireNonNull(expires);
  }

  /**
   * @param today in UTC
   */
  public boolean isExpired(LocalDate today) {
    return today.isAfter(expires);
  }

  /** Whether it is about this verdict, expired or not. */
  public boolean covers(Verdict verdict) {
    return rule.equals(verdict.rule().id())
        && subject.equals(verdict.subject())
        && (holdsAt(verdict.place()) || verdict.before().filter(this::holdsAt).isPresent());
  }

  private boolean holdsAt(Place other) {
    return PolicyPath.isBelow(other.path(), PolicyPath.folder(place.path()));
  }
}
