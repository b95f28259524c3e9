package dev.tally.edl.people;

/** What a token allows. */
public enum Scope {
  READ,
  /** Open proposals, add rounds, comment, merge own ones. */
  PROPOSE,
  /** Approve, request changes, comment. */
  REVIEW,
  /** Merge and publish, promote, deprecate. */
  PUBLISH,
  /** People, teams, tokens of others; and all the others. */
  ADMIN
}
