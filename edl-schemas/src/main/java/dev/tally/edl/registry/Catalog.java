package dev.tally.edl.registry;

import dev.tally.edl.model.PiiClass;
import dev.tally.edl.model.Revision;
import java.util.List;
import java.util.Optional;

/**
 * The published revisions as the services read them: from memory, never blocking. What a revision
 * says never changes; only new ones appear.
 *
 * <p>A catalog knows the revisions of all stages, since an id means the same to everybody; the
 * latest ones are those of its stage.
 */
public interface Catalog {
  /**
   * A catalog that never changes.
   *
   * @throws IllegalArgumentException when two of the revisions have the same id, or the same event
   *     type and fingerprint
   */
  static Catalog of(List<Revision> revisions) {
    return RevisionIndex.of(revisions);
  }

  /** The revision that producers name so, whether or not it is its event type's latest. */
  Optional<Revision> find(String eventType, long fingerprint);

  Optional<Revision> find(int revisionId);

  /** The latest revision of each event type at the catalog's stage, by name. */
  List<Revision> latest();

  default Optional<Revision> latest(String eventType) {
    return latest().stream().filter(r -> r.eventType().name().equals(eventType)).findFirst();
  }

  /** All revisions of one event type, oldest first. */
  List<Revision> history(String eventType);

  /**
   * Whether any revision says that the attribute points to a person, if only with other data: then
   * its values are not named. What once did stays so, for its events may still be there.
   */
  default boolean isPersonal(String eventType, String attribute) {
    return history(eventType).stream()
        .flatMap(revision -> revision.eventType().attribute(attribute).stream())
        .anyMatch(each -> each.pii() != PiiClass.NONE && each.pii() != PiiClass.UNSPECIFIED);
  }

  /**
   * The highest revision id that this catalog knows; 0 when nothing is published. Whoever must
   * repeat a decision later (a replay) notes it and ignores revisions above.
   */
  int watermark();
}
