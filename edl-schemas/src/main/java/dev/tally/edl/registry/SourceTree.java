package dev.tally.edl.registry;

import dev.tally.edl.audit.Turns;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The files that are published and merged, at every commit; for reading. */
public final class SourceTree {
  /** Most commits of one answer. */
  public static final int PAGE_MAX = 500;

  private final Turns turns;

  public SourceTree(Turns turns) {
    this.turns = turns;
  }

  /** The last commit's id; 0 when there is none. */
  public int head() {
    return turns.read(TreeTables::head);
  }

  /**
   * All files at a commit.
   *
   * @param commit 0 for the empty tree
   * @throws TallyException NOT_FOUND when there is no such commit
   */
  public Tree tree(int commit) {
    if (commit == 0) {
      return Tree.EMPTY;
    }
    commit(commit);
    return Tree.of(turns.read(handle -> TreeTables.texts(handle, commit)));
  }

  /**
   * @throws TallyException NOT_FOUND when there is no such commit
   */
  public Commit commit(int id) {
    return turns
        .read(handle -> TreeTables.find(handle, id))
        .orElseThrow(() -> new TallyException(ErrorCode.NOT_FOUND, "no commit has the id " + id));
  }

  /** A file at a commit; empty when it is not there. */
  public Optional<String> text(int commit, String path) {
    return turns.read(handle -> TreeTables.text(handle, commit, path));
  }

  /** A file at a commit, in a transaction of the caller's. */
  public static Optional<String> text(Handle handle, int commit, String path) {
    return TreeTables.text(handle, commit, path);
  }

  /**
   * Commits, the newest first.
   *
   * @param beforeId of the last one that is known; {@link Integer#MAX_VALUE} for the newest
   * @param limit 1 to {@link #PAGE_MAX}
   */
  public List<Commit> history(int beforeId, int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw new TallyException(
          ErrorCode.REQUEST_INVALID, "limit is 1 to %d, not %d".formatted(PAGE_MAX, limit));
    }
    return turns.read(handle -> TreeTables.before(handle, beforeId, limit));
  }

  /**
   * What a commit changed, by path.
   *
   * @throws TallyException NOT_FOUND when there is no such commit
   */
  public List<FileChange> changes(int commit) {
    int parent = commit(commit).parent();
    Map<String, Optional<String>> changes =
        turns.read(handle -> TreeTables.changes(handle, commit));
    return new TreeMap<>(changes)
        .entrySet().stream()
            .map(e -> new FileChange(e.getKey(), text(parent, e.getKey()), e.getValue()))
            .toList();
  }

  /** What a commit made of event types, by path and name. */
  public List<TypeChange> typeChanges(int commit) {
    return turns.read(handle -> TreeTables.typeChanges(handle, commit));
  }
}
