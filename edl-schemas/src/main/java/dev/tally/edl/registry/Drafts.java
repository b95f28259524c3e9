package dev.tally.edl.registry;

import dev.tally.edl.audit.Turn;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.EventType;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Draft revisions: content without an id. */
public final class Drafts {
  private Drafts() {}

  /**
   * The event types of files, in their order.
   *
   * @throws TallyException EDL_NAME_CONFLICT when two of them have the same name
   */
  public static List<DraftRevision> of(List<EdlFile> files) {
    Map<String, String> pathsByName = new HashMap<>();
    List<DraftRevision> drafts = new ArrayList<>();
    for (EdlFile file : files) {
      for (EventType type : file.eventTypes()) {
        String other = pathsByName.putIfAbsent(type.name(), file.path());
        if (other != null) {
          throw new TallyException(
              ErrorCode.EDL_NAME_CONFLICT,
              "event type %s is in %s and in %s; remove one"
                  .formatted(type.name(), other, file.path()));
        }
        drafts.add(draft(file.path(), type));
      }
    }
    return drafts;
  }

  private static DraftRevision draft(String path, EventType type) {
    String content = EventTypeJson.write(type);
    return new DraftRevision(type.name(), path, Fingerprint.ofJson(content), content);
  }

  /**
   * Keeps a draft's content, until it is published and after.
   *
   * @throws TallyException INTERNAL when other content has the same fingerprint
   */
  public static void keep(Turn turn, DraftRevision draft) {
    Optional<String> known = content(turn, draft.eventType(), draft.fingerprint());
    if (known.isPresent()) {
      checkSame(draft, known.get());
    } else {
      TreeTables.insertDraft(turn.handle(), draft);
    }
  }

  /** Of a draft that is kept, or of a revision. */
  static Optional<String> content(Turn turn, String eventType, long fingerprint) {
    return RegistryTables.content(turn.handle(), eventType, fingerprint)
        .or(() -> TreeTables.draft(turn.handle(), eventType, fingerprint));
  }

  static void checkSame(DraftRevision draft, String known) {
    boolean same =
        draft.content().equals(known)
            || EventTypeJson.read(draft.content()).equals(EventTypeJson.read(known));
    if (!same) {
      throw new TallyException(
          ErrorCode.INTERNAL,
          "two different states of %s have the fingerprint %016x; change a description"
              .formatted(draft.eventType(), draft.fingerprint()));
    }
  }
}
