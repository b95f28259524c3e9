package dev.tally.edl.registry;

import dev.tally.edl.audit.Turn;
import dev.tally.edl.model.EdlFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Adds commits to the source tree, in the turn of whoever adds them. */
public final class Commits {
  private Commits() {}

  /** The last commit's id; 0 when there is none. */
  public static int head(Turn turn) {
    return TreeTables.head(turn.handle());
  }

  /**
   * Adds what was merged, to be published later.
   *
   * @param drafts all event types of the tree after the commit
   * @return the commit's id
   * @throws dev.tally.error.TallyException EDL_NAME_CONFLICT when two event types would have the
   *     same view
   */
  public static int addMerged(Turn turn, NewCommit commit, List<DraftRevision> drafts) {
    ViewNames views = new ViewNames(RegistryTables.eventTypes(turn.handle()));
    RegistryTables.unpublishedTypes(turn.handle()).forEach(views::take);
    drafts.forEach(draft -> views.take(draft.eventType()));
    keep(turn, commit.types(), drafts);
    return add(turn, commit, false);
  }

  /**
   * What makes the event types at a commit those of a tree.
   *
   * @param commit 0 for none
   * @param wholeTree all event types of the tree
   */
  public static List<TypeChange> changesTo(Turn turn, int commit, List<DraftRevision> wholeTree) {
    Map<String, TypeChange> before = TreeTables.types(turn.handle(), commit);
    return typeChanges(before, wholeTree, before.keySet());
  }

  /** Keeps the drafts that changes name. */
  public static void keep(Turn turn, List<TypeChange> changes, List<DraftRevision> drafts) {
    Set<String> changed = new HashSet<>();
    changes.forEach(change -> changed.add(change.eventType()));
    drafts.stream()
        .filter(draft -> changed.contains(draft.eventType()))
        .forEach(draft -> Drafts.keep(turn, draft));
  }

  /**
   * Adds what was published directly. Other files stay as they are, but for those whose event types
   * have all moved into the ones that are published.
   *
   * @return the commit's id; empty when the tree says all of it already
   */
  static Optional<Integer> addDirect(
      Turn turn, List<EdlFile> files, List<DraftRevision> drafts, PublishOrder order) {
    int head = head(turn);
    Map<String, TypeChange> types = TreeTables.types(turn.handle(), head);
    Map<String, Optional<String>> changes =
        changedFiles(files, TreeTables.blobs(turn.handle(), head));
    for (String path : emptied(types, files, drafts)) {
      changes.put(path, Optional.empty());
    }
    List<TypeChange> typeChanges =
        typeChanges(types, drafts, typesIn(types, paths(files), changes.keySet()));
    if (changes.isEmpty() && typeChanges.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        add(
            turn,
            new NewCommit(
                order.actor(),
                order.message(),
                Optional.empty(),
                order.stage(),
                changes,
                typeChanges),
            true));
  }

  private static Map<String, Optional<String>> changedFiles(
      List<EdlFile> files, Map<String, String> blobs) {
    Map<String, Optional<String>> changes = new HashMap<>();
    for (EdlFile file : files) {
      if (!Blobs.hash(file.source()).equals(blobs.get(file.path()))) {
        changes.put(file.path(), Optional.of(file.source()));
      }
    }
    return changes;
  }

  /** Files that are not published, and whose event types are all in ones that are. */
  private static Set<String> emptied(
      Map<String, TypeChange> types, List<EdlFile> files, List<DraftRevision> drafts) {
    Set<String> published = new HashSet<>();
    drafts.forEach(draft -> published.add(draft.eventType()));
    Set<String> emptied = new HashSet<>();
    Set<String> kept = new HashSet<>(paths(files));
    for (TypeChange type : types.values()) {
      type.path().ifPresent((published.contains(type.eventType()) ? emptied : kept)::add);
    }
    emptied.removeAll(kept);
    return emptied;
  }

  private static Set<String> paths(List<EdlFile> files) {
    Set<String> paths = new HashSet<>();
    files.forEach(file -> paths.add(file.path()));
    return paths;
  }

  private static Set<String> typesIn(
      Map<String, TypeChange> types, Set<String> paths, Set<String> morePaths) {
    Set<String> names = new HashSet<>();
    for (TypeChange type : types.values()) {
      if (type.path().filter(p -> paths.contains(p) || morePaths.contains(p)).isPresent()) {
        names.add(type.eventType());
      }
    }
    return names;
  }

  /**
   * @param gone those that are removed where {@code after} has them not
   */
  private static List<TypeChange> typeChanges(
      Map<String, TypeChange> before, List<DraftRevision> after, Set<String> gone) {
    List<TypeChange> changes = new ArrayList<>();
    Set<String> left = new HashSet<>(gone);
    for (DraftRevision draft : after) {
      left.remove(draft.eventType());
      TypeChange change = TypeChange.to(draft);
      if (!change.equals(before.get(draft.eventType()))) {
        changes.add(change);
      }
    }
    left.stream().sorted().map(TypeChange::removed).forEach(changes::add);
    return changes;
  }

  static int add(Turn turn, NewCommit added, boolean isPublished) {
    int parent = head(turn);
    int id = parent + 1;
    TreeTables.insert(
        turn,
        new Commit(
            id,
            parent,
            added.author(),
            added.message(),
            turn.now(),
            added.proposal(),
            added.stage(),
            isPublished ? Optional.of(turn.now()) : Optional.empty()));
    added
        .files()
        .forEach(
            (path, text) ->
                TreeTables.insertFile(
                    turn.handle(), id, path, text.map(t -> Blobs.keep(turn, t)).orElse(null)));
    added.types().forEach(type -> TreeTables.insertType(turn.handle(), id, type));
    return id;
  }
}
