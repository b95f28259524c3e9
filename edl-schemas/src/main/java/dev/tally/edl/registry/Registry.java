package dev.tally.edl.registry;

import dev.tally.edl.audit.Act;
import dev.tally.edl.audit.AuditAction;
import dev.tally.edl.audit.Turn;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.model.EdlFile;
import dev.tally.edl.model.Revision;
import dev.tally.edl.notice.NoticeKind;
import dev.tally.edl.notice.Outbox;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import dev.tally.metadata.MetadataDatabase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published revisions in the metadata database. A revision never changes, and an id means the
 * same to everybody: publishing takes turns, over all processes.
 */
public final class Registry {
  /** Longest reason of a deprecation. */
  public static final int REASON_CHARS_MAX = 1_000;

  /** Longest path of a file in the source tree. */
  public static final int PATH_CHARS_MAX = 512;

  private static final int ACTOR_CHARS_MAX = 64;

  private static final Logger log = LoggerFactory.getLogger(Registry.class);

  private final Turns turns;

  /**
   * A revision that became its event type's latest.
   *
   * @param id ascending in order of publication, over all event types and stages
   */
  record Publication(int id, Revision revision, Stage stage) {}

  /** Brings the registry's tables up to date. */
  public Registry(MetadataDatabase database, Clock clock) {
    this(new Turns(database, clock));
  }

  /** Makes the first commit of what was published before there was a source tree. */
  public Registry(Turns turns) {
    this.turns = turns;
    TreeSeed.plant(turns);
  }

  /**
   * Publishes to production, by the operator.
   *
   * @see #publish(List, PublishOrder)
   */
  public List<Published> publish(List<EdlFile> files) {
    return publish(files, PublishOrder.DIRECT);
  }

  /**
   * Publishes the event types of files without a review, all of them or none, and puts the files
   * into the source tree. An event type whose latest revision says the same already stays as it is;
   * one that says what an older revision said gets that one back. What is merged and not published
   * yet is published before.
   *
   * @return one per event type, in the order of the files
   * @throws TallyException EDL_NAME_CONFLICT when two event types have the same name or would have
   *     the same view, REQUEST_INVALID when a path is too long, METADATA_UNAVAILABLE when the
   *     database does not answer
   */
  public List<Published> publish(List<EdlFile> files, PublishOrder order) {
    checkActor(order.actor());
    files.forEach(file -> checkPath(file.path()));
    List<DraftRevision> drafts = Drafts.of(files);
    List<Published> published = turns.take(turn -> publish(turn, files, drafts, order));
    log(published);
    return published;
  }

  private static List<Published> publish(
      Turn turn, List<EdlFile> files, List<DraftRevision> drafts, PublishOrder order) {
    Publishing.publishMerged(turn, order.actor());
    ViewNames views = new ViewNames(RegistryTables.eventTypes(turn.handle()));
    Map<String, String> sources = new HashMap<>();
    files.forEach(file -> sources.put(file.path(), file.source()));
    List<Published> published = new ArrayList<>();
    for (DraftRevision draft : drafts) {
      views.take(draft.eventType());
      published.add(
          Publishing.publish(turn, draft, sources.getOrDefault(draft.path(), ""), order.stage()));
    }
    Optional<Integer> commit = Commits.addDirect(turn, files, drafts, order);
    List<Integer> ids = Publishing.ids(published);
    if (commit.isPresent() || !ids.isEmpty()) {
      Act act =
          Act.by(order.actor(), AuditAction.PUBLISH)
              .with("stage", order.stage().name())
              .with("revisions", ids);
      turn.record(commit.map(act::onCommit).orElse(act));
    }
    Publishing.tell(turn, order.actor(), order.stage(), published, Optional.empty());
    return published;
  }

  private static void log(List<Published> published) {
    published.stream()
        .filter(Published::isNew)
        .map(Published::revision)
        .forEach(r -> log.info("published {} as revision {}", r.eventType().name(), r.id()));
  }

  /**
   * Publishes the first commit that is merged and not published.
   *
   * @return empty when there is none
   * @throws TallyException METADATA_UNAVAILABLE when the database does not answer
   */
  public Optional<Commit> publishNextMerged(String actor) {
    checkActor(actor);
    if (turns.read(TreeTables::firstUnpublished).isEmpty()) {
      return Optional.empty();
    }
    List<Published> published = new ArrayList<>();
    Optional<Commit> commit =
        turns.take(
            turn -> {
              Optional<Commit> next = TreeTables.firstUnpublished(turn.handle());
              next.ifPresent(c -> published.addAll(Publishing.publishMerged(turn, c, actor)));
              return next.flatMap(c -> TreeTables.find(turn.handle(), c.id()));
            });
    log(published);
    return commit;
  }

  /**
   * Makes a revision the latest of its event type at a stage; an older one, too.
   *
   * @throws TallyException NOT_FOUND when there is no such revision, METADATA_UNAVAILABLE when the
   *     database does not answer
   */
  public Published promote(int revisionId, Stage stage, String actor) {
    checkActor(actor);
    return turns.take(
        turn -> {
          Revision revision =
              RegistryTables.find(turn.handle(), revisionId)
                  .orElseThrow(
                      () ->
                          new TallyException(
                              ErrorCode.NOT_FOUND, "no revision has the id " + revisionId));
          Publishing.publishMerged(turn, actor);
          Published published = Publishing.publish(turn, revision, stage);
          if (published.isNew()) {
            turn.record(
                Act.by(actor, AuditAction.PROMOTE)
                    .to(revision.eventType().name())
                    .with("stage", stage.name())
                    .with("revision", revisionId));
            Publishing.tell(turn, actor, stage, List.of(published), Optional.empty());
          }
          return published;
        });
  }

  /** The id of each event type's latest revision at a stage, by name. */
  public Map<String, Integer> latest(Stage stage) {
    return turns.read(handle -> RegistryTables.latest(handle, stage));
  }

  /**
   * Says that an event type should not be used any more. Its events are taken as before.
   *
   * @param successor the event type to use instead
   * @throws TallyException NOT_FOUND when one of the two was never published, REQUEST_INVALID when
   *     they are the same or the reason is empty or too long
   */
  public Deprecation deprecate(
      String eventType, String reason, Optional<String> successor, String actor) {
    checkActor(actor);
    if (reason.isBlank() || reason.length() > REASON_CHARS_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "the reason of a deprecation has 1 to %,d characters".formatted(REASON_CHARS_MAX));
    }
    if (successor.filter(eventType::equals).isPresent()) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, eventType + " cannot be its own successor");
    }
    return turns.take(
        turn -> {
          checkPublished(turn, eventType);
          successor.ifPresent(name -> checkPublished(turn, name));
          return deprecate(turn, new Deprecation(eventType, reason, successor, actor, turn.now()));
        });
  }

  private static Deprecation deprecate(Turn turn, Deprecation deprecation) {
    Optional<Deprecation> known =
        DeprecationTables.list(turn.handle()).stream()
            .filter(
                d ->
                    d.eventType().equals(deprecation.eventType())
                        && d.reason().equals(deprecation.reason())
                        && d.successor().equals(deprecation.successor()))
            .findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    DeprecationTables.delete(turn.handle(), deprecation.eventType());
    DeprecationTables.insert(turn, deprecation);
    Map<String, Object> details = new HashMap<>();
    details.put("reason", deprecation.reason());
    deprecation.successor().ifPresent(name -> details.put("successor", name));
    Act act = Act.by(deprecation.actor(), AuditAction.DEPRECATE).to(deprecation.eventType());
    for (Map.Entry<String, Object> detail : details.entrySet()) {
      act = act.with(detail.getKey(), detail.getValue());
    }
    turn.record(act);
    details.put("event_type", deprecation.eventType());
    details.put("actor", deprecation.actor());
    Outbox.add(turn, NoticeKind.EVENT_TYPE_DEPRECATED, List.of(), details);
    return deprecation;
  }

  /**
   * Takes a deprecation back.
   *
   * @throws TallyException NOT_FOUND when the event type is not deprecated
   */
  public void reinstate(String eventType, String actor) {
    checkActor(actor);
    turns.take(
        turn -> {
          int deleted = DeprecationTables.delete(turn.handle(), eventType);
          if (deleted == 0) {
            throw new TallyException(ErrorCode.NOT_FOUND, eventType + " is not deprecated");
          }
          turn.record(Act.by(actor, AuditAction.REINSTATE).to(eventType));
          return deleted;
        });
  }

  /** By name of the event type. */
  public List<Deprecation> deprecations() {
    return turns.read(DeprecationTables::list);
  }

  private static void checkPublished(Turn turn, String eventType) {
    if (!RegistryTables.eventTypes(turn.handle()).contains(eventType)) {
      throw new TallyException(
          ErrorCode.NOT_FOUND, "no event type %s is published".formatted(eventType));
    }
  }

  private static void checkActor(String actor) {
    if (actor.isBlank() || actor.length() > ACTOR_CHARS_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "who acts has a name of 1 to %d characters".formatted(ACTOR_CHARS_MAX));
    }
  }

  private static void checkPath(String path) {
    if (path.length() > PATH_CHARS_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID,
          "the path of a file has at most %,d characters, not %,d: %s…"
              .formatted(PATH_CHARS_MAX, path.length(), path.substring(0, 64)));
    }
  }

  /** The files that are published and merged, as of the last commit. */
  public Tree tree() {
    SourceTree tree = sourceTree();
    return tree.tree(tree.head());
  }

  /** The files at every commit. */
  public SourceTree sourceTree() {
    return new SourceTree(turns);
  }

  /**
   * The EDL file that a revision came in.
   *
   * @throws TallyException METADATA_UNAVAILABLE when the database does not answer
   */
  public Optional<RevisionSource> source(int revisionId) {
    return turns.read(handle -> RegistryTables.source(handle, revisionId));
  }

  /** What was published after a publication, in order; everything after 0. */
  List<Publication> publicationsAfter(int publicationId) {
    return turns.read(handle -> RegistryTables.publicationsAfter(handle, publicationId));
  }
}
