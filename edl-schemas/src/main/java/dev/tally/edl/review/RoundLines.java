package dev.tally.edl.review;

import dev.tally.edl.registry.SourceTree;
import dev.tally.error.ErrorCode;
import dev.tally.error.TallyException;
import java.util.Optional;
import java.util.SortedMap;
import org.jdbi.v3.core.Handle;

/** The lines of a round that comments can be about. */
final class RoundLines {
  private RoundLines() {}

  /**
   * @throws TallyException NOT_FOUND when the round does not change the file, or the file has no
   *     such line on the side
   */
  static void check(Handle handle, int proposal, int number, Anchor anchor) {
    Round round = RoundTables.require(handle, proposal, number);
    SortedMap<String, Optional<String>> files = RoundTables.files(handle, proposal, number);
    Optional<String> after = files.getOrDefault(anchor.path(), Optional.empty());
    Optional<String> text =
        switch (anchor.side()) {
          case AFTER -> after;
          case BEFORE ->
              files.containsKey(anchor.path())
                  ? SourceTree.text(handle, round.baseCommit(), anchor.path())
                  : Optional.empty();
        };
    long lines = text.map(t -> Math.max(1, t.lines().count())).orElse(0L);
    if (anchor.line() < 1 || anchor.line() > lines) {
      throw new TallyException(
          ErrorCode.NOT_FOUND,
          "round %d of proposal %d has no line %d of %s on the side %s"
              .formatted(number, proposal, anchor.line(), anchor.path(), anchor.side()));
    }
  }
}
