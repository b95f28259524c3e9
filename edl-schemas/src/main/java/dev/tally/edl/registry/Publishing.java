package dev.tally.edl.registry;

import dev.tally.edl.audit.Act;
import dev.tally.edl.audit.AuditAction;
import dev.tally.edl.audit.Turn;
import dev.tally.edl.model.Revision;
import dev.tally.edl.notice.NoticeKind;
import dev.tally.edl.notice.Outbox;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes revisions of content, in the turn of whoever publishes. */
final class Publishing {
  private Publishing() {}

  /** Publishes all that is merged, so that what comes after it is the latest. */
  static void publishMerged(Turn turn, String actor) {
    Optional<Commit> next = TreeTables.firstUnpublished(turn.handle());
    while (next.isPresent()) {
      publishMerged(turn, next.get(), actor);
      next = TreeTables.firstUnpublished(turn.handle());
    }
  }

  /**
   * Publishes what a commit changed.
   *
   * @param commit the first that is not published
   */
  static List<Published> publishMerged(Turn turn, Commit commit, String actor) {
    Map<String, TypeChange> before = TreeTables.types(turn.handle(), commit.parent());
    List<Published> published = new ArrayList<>();
    for (TypeChange change : TreeTables.typeChanges(turn.handle(), commit.id())) {
      boolean sameContent =
          Optional.ofNullable(before.get(change.eventType()))
              .flatMap(TypeChange::fingerprint)
              .equals(change.fingerprint());
      if (change.fingerprint().isPresent() && change.path().isPresent() && !sameContent) {
        published.add(
            publish(
                turn,
                draft(turn, change, change.path().get(), change.fingerprint().get()),
                source(turn, commit, change.path().get()),
                commit.stage()));
      }
    }
    TreeTables.setPublished(turn, commit.id());
    Act act =
        Act.by(actor, AuditAction.PUBLISH_MERGED)
            .onCommit(commit.id())
            .with("stage", commit.stage().name())
            .with("revisions", ids(published));
    turn.record(commit.proposal().map(act::onProposal).orElse(act));
    tell(turn, actor, commit.stage(), published, commit.proposal());
    return published;
  }

  private static DraftRevision draft(Turn turn, TypeChange type, String path, long fingerprint) {
    String content =
        Drafts.content(turn, type.eventType(), fingerprint)
            .orElseThrow(
                () ->
                    new TallyException(
                        ErrorCode.INTERNAL,
                        "the draft %016x of %s is not there"
                            .formatted(fingerprint, type.eventType())));
    return new DraftRevision(type.eventType(), path, fingerprint, content);
  }

  private static String source(Turn turn, Commit commit, String path) {
    return TreeTables.text(turn.handle(), commit.id(), path).orElse("");
  }

  /** Makes a draft the latest of its event type at a stage; it gets its id here, if it has none. */
  static Published publish(Turn turn, DraftRevision draft, String source, Stage stage) {
    Optional<String> known =
        RegistryTables.content(turn.handle(), draft.eventType(), draft.fingerprint());
    known.ifPresent(content -> Drafts.checkSame(draft, content));
    Revision revision =
        RegistryTables.find(turn.handle(), draft.eventType(), draft.fingerprint())
            .orElseGet(
                () -> {
                  Revision added =
                      new Revision(
                          RegistryTables.nextRevision(turn.handle()),
                          draft.fingerprint(),
                          EventTypeJson.read(draft.content()),
                          turn.now());
                  RegistryTables.insert(turn.handle(), added, draft, source);
                  return added;
                });
    return publish(turn, revision, stage);
  }

  /** Makes a revision the latest of its event type at a stage. */
  static Published publish(Turn turn, Revision revision, Stage stage) {
    boolean isLatest =
        RegistryTables.latest(turn.handle(), revision.eventType().name(), stage)
            .filter(id -> id == revision.id())
            .isPresent();
    if (!isLatest) {
      RegistryTables.insertPublication(turn, revision.id(), stage);
    }
    return new Published(revision, !isLatest);
  }

  /** Ids of those that are new to their stage. */
  static List<Integer> ids(List<Published> published) {
    return published.stream().filter(Published::isNew).map(p -> p.revision().id()).toList();
  }

  /** Adds a notice of those that are new to their stage, if there are any. */
  static void tell(
      Turn turn, String actor, Stage stage, List<Published> published, Optional<Integer> proposal) {
    List<Map<String, Object>> revisions =
        published.stream()
            .filter(Published::isNew)
            .map(Published::revision)
            .map(r -> Map.<String, Object>of("event_type", r.eventType().name(), "id", r.id()))
            .toList();
    if (revisions.isEmpty()) {
      return;
    }
    Map<String, Object> body = new TreeMap<>();
    body.put("actor", actor);
    body.put("stage", stage.name());
    body.put("revisions", revisions);
    proposal.ifPresent(id -> body.put("proposal", id));
    Outbox.add(turn, NoticeKind.REVISIONS_PUBLISHED, List.of(), body);
  }
}
