package dev.tally.edl.review;

/** What a reviewer says of a round. */
public enum Decision {
  APPROVE,
  /** It must not be merged so. */
  REQUEST_CHANGES,
  /** Neither. */
  COMMENT
}
