package dev.tally.edl.registry;

import dev.tally.edl.audit.Turn;
import dev.tally.edl.audit.Turns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The first commit of a registry that is older than the source tree: the latest revisions, and of
 * each file the text that came with the last publication out of it.
 */
final class TreeSeed {
  private static final String AUTHOR = "tally";

  /** A publication, and the file that its revision came in. */
  private record Seed(String eventType, long fingerprint, String path, String source) {}

  private TreeSeed() {}

  /** Makes the commit where it is missing. */
  static void plant(Turns turns) {
    if (turns.read(TreeSeed::isMissing)) {
      turns.take(
          turn -> {
            boolean missing = isMissing(turn.handle());
            if (missing) {
              plant(turn);
            }
            return missing;
          });
    }
  }

  private static boolean isMissing(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM publications
            WHERE id = 1 AND NOT EXISTS (SELECT 1 FROM commits)
            """)
        .mapTo(Integer.class)
        .one()
        .equals(1);
  }

  private static void plant(Turn turn) {
    Map<String, Optional<String>> files = new HashMap<>();
    Map<String, TypeChange> types = new HashMap<>();
    for (Seed seed : seeds(turn.handle())) {
      files.put(seed.path(), Optional.of(seed.source()));
      types.put(
          seed.eventType(),
          new TypeChange(
              seed.eventType(), Optional.of(seed.path()), Optional.of(seed.fingerprint())));
    }
    Commits.add(
        turn,
        new NewCommit(
            AUTHOR,
            "what was published before there was a source tree",
            Optional.empty(),
            Stage.PRODUCTION,
            files,
            new ArrayList<>(types.values())),
        true);
  }

  /** Of each event type the latest publication, in the order of publications. */
  private static List<Seed> seeds(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT r.event_type, r.fingerprint, r.source_path, r.source
            FROM publications p
                JOIN revisions r ON r.id = p.revision_id
                JOIN (SELECT max(p2.id) AS id
                      FROM publications p2 JOIN revisions r2 ON r2.id = p2.revision_id
                      GROUP BY r2.event_type) last ON last.id = p.id
            ORDER BY p.id
            """)
        .map(
            (row, context) ->
                new Seed(
                    row.getString("event_type"),
                    row.getLong("fingerprint"),
                    row.getString("source_path"),
                    row.getString("source")))
        .list();
  }
}
