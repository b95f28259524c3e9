package dev.tally.edl.review;

/** How far a proposal has come. */
public enum ProposalState {
  OPEN,
  /** In the source tree, not in the catalogs yet. */
  MERGED,
  /** In the catalogs of its stage. */
  PUBLISHED,
  WITHDRAWN
}
