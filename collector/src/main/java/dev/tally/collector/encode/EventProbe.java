package dev.tally.collector.encode;

import dev.tally.edl.model.Attribute;
import dev.tally.edl.model.Presence;
import dev.tally.edl.model.Revision;
import dev.tally.edl.model.TimeBounds;
import dev.tally.error.ErrorCode;
import java.util.Optional;

/**
 * Asks of one event what a block will ask of it, at an edge that can still answer its sender. The
 * block asks again, by the receipt that is in the journal, and that one counts. One thread.
 */
public final class EventProbe {
  private final RowPlan plan;
  private final EventDecoder decoder = new EventDecoder();

  /**
   * @throws IllegalArgumentException when the revision can't be compiled
   */
  public EventProbe(Revision revision) {
    plan = RowPlan.compile(revision);
  }

  /** Whether events of the revision can fail at more than their form. */
  public static boolean isNeeded(Revision revision) {
    return !revision.eventType().timeBounds().equals(TimeBounds.NONE)
        || revision.eventType().attributes().stream().anyMatch(EventProbe::isDemanding);
  }

  /** A singular attribute that is required is looked for at the edge itself. */
  private static boolean isDemanding(Attribute attribute) {
    return !attribute.rules().isEmpty()
        || (attribute.isOfElements() && attribute.presence() == Presence.REQUIRED);
  }

  /**
   * What is wrong with an event.
   *
   * @param attribute empty when it is not about one
   */
  public record Finding(ErrorCode code, String attribute, String reason) {}

  /**
   * @param bytes hold the payload
   * @param otherTimeMs the event's time where its attributes do not say, ms since the epoch
   * @param receivedMs now
   */
  public Optional<Finding> find(
      byte[] bytes, int offset, int length, long otherTimeMs, long receivedMs) {
    try {
      decoder.decode(plan, bytes, offset, length);
      EventChecks.apply(plan, bytes, otherTimeMs, receivedMs);
      return Optional.empty();
    } catch (EventRejection e) {
      return Optional.of(new Finding(e.code(), e.attribute(), e.reason()));
    }
  }
}
