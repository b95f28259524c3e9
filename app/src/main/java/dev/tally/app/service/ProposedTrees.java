package dev.tally.app.service;

import dev.tally.aggregator.impact.ImpactApi;
import dev.tally.aggregator.impact.TreeChange;
import dev.tally.edl.audit.Turns;
import dev.tally.edl.registry.SourceTree;
import dev.tally.edl.registry.Tree;
import dev.tally.edl.review.NewRound;
import dev.tally.edl.review.Proposals;
import dev.tally.edl.review.ReviewLimits;
import dev.tally.edl.review.Round;

/** The source tree before and after a change, for whoever looks at what it would do. */
record ProposedTrees(SourceTree tree, Proposals proposals) implements ImpactApi.Changes {
  static ProposedTrees of(Turns turns, Proposals proposals) {
    return new ProposedTrees(new SourceTree(turns), proposals);
  }

  @Override
  public TreeChange ofProposal(int id) {
    Round last = proposals.round(id, proposals.find(id).rounds());
    return new TreeChange(tree.tree(last.baseCommit()), proposals.tree(id, last.number()));
  }

  @Override
  public TreeChange of(NewRound changes) {
    ReviewLimits.checkFiles(changes.files());
    Tree base = tree.tree(changes.baseCommit().orElseGet(tree::head));
    return new TreeChange(base, base.with(changes.files()));
  }
}
