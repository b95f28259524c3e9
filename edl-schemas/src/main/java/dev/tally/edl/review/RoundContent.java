package dev.tally.edl.review;

import dev.tally.edl.audit.Turn;
import dev.tally.edl.registry.Blobs;
import dev.tally.edl.registry.Commits;
import dev.tally.edl.registry.DraftRevision;
import dev.tally.edl.registry.Drafts;
import dev.tally.edl.registry.Tree;
import dev.tally.edl.registry.TypeChange;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a round will hold: its changes, checked.
 *
 * @param files that are not as the base has them
 */
record RoundContent(int base, SortedMap<String, Optional<String>> files, Checked checked) {

  /** Checks changes against the tree that they start from. */
  static RoundContent of(int base, Tree tree, NewRound changes, ProposalCheck check) {
    SortedMap<String, Optional<String>> files = tree.changesTo(tree.with(changes.files()));
    if (files.isEmpty()) {
      throw ReviewLimits.invalid(
          "the files are as commit %d has them; there is nothing to propose".formatted(base));
    }
    return new RoundContent(base, files, check.check(tree, tree.with(files)));
  }

  /** Keeps it as a round, with the draft revisions that it makes. */
  Round keep(Turn turn, int proposal, int number) {
    Round round = new Round(proposal, number, base, hash(), checked.report(), turn.now());
    RoundTables.insert(turn, round);
    files.forEach((path, text) -> RoundTables.insertFile(turn, round, path, text));
    if (checked.report().problems().isEmpty()) {
      List<DraftRevision> drafts = Drafts.of(checked.files());
      List<TypeChange> types = Commits.changesTo(turn, base, drafts);
      Commits.keep(turn, types, drafts);
      types.forEach(type -> RoundTables.insertType(turn, round, type));
    }
    ProposalTables.setRounds(turn, proposal, number);
    return round;
  }

  private String hash() {
    StringBuilder all = new StringBuilder();
    files.forEach(
        (path, text) ->
            all.append(path).append('\n').append(text.map(Blobs::hash).orElse("-")).append('\n'));
    return Blobs.hash(all.toString());
  }
}
