package dev.tally.edl.review;

import dev.tally.edl.registry.Tree;

/** What a proposal is held against: whether it loads, lint, compatibility, ownership. */
@FunctionalInterface
public interface ProposalCheck {
  /**
   * Checks a change of the source tree. It takes its time (protoc runs), is asked outside of
   * transactions, and says the same whenever it is asked the same.
   *
   * @param base the tree that there is
   * @param proposed the tree that there would be
   */
  Checked check(Tree base, Tree proposed);
}
