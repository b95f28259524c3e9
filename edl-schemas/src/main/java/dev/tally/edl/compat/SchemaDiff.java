package dev.tally.edl.compat;

import dev.tally.edl.compat.Change.Element;
import dev.tally.edl.compat.Change.Kind;
import dev.tally.edl.load.Place;
import dev.tally.edl.load.Schema;
import dev.tally.edl.model.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a change of EDL changes in the event types: each difference of their models, however small.
 * Whether it breaks anything is for {@link Compatibility} to say.
 */
public final class SchemaDiff {
  private SchemaDiff() {}

  /**
   * Between two folders. Event types are the same where their full names are.
   *
   * @return in the order of {@code before}, then what is new in the order of {@code after}; empty
   *     exactly where the event types are equal but for their order and files
   */
  public static List<Change> of(Schema before, Schema after) {
    Matching<EventType> types =
        Matching.of(before.eventTypes(), after.eventTypes(), EventType::name, type -> new Object());
    List<Change> changes = new ArrayList<>();
    for (Matching.Pair<EventType> pair : types.pairs()) {
      changes.addAll(
          new EventTypeDiff(
                  pair.before(),
                  pair.after(),
                  new Places(Optional.of(before)),
                  new Places(Optional.of(after)))
              .changes());
    }
    for (EventType type : types.removed()) {
      changes.add(whole(Kind.REMOVED, type, Optional.of(before.place(type)), Optional.empty()));
    }
    for (EventType type : types.added()) {
      changes.add(whole(Kind.ADDED, type, Optional.empty(), Optional.of(after.place(type))));
    }
    return List.copyOf(changes);
  }

  /**
   * Between two revisions of an event type, of which the EDL is not at hand: no change has places.
   *
   * @return empty exactly where they are equal
   */
  public static List<Change> of(EventType before, EventType after) {
    Places nowhere = new Places(Optional.empty());
    return new EventTypeDiff(before, after, nowhere, nowhere).changes();
  }

  private static Change whole(
      Kind kind, EventType type, Optional<Place> before, Optional<Place> after) {
    return new Change(
        kind, Element.EVENT_TYPE, type.name(), type.name(), "", "", "", before, after);
  }
}
