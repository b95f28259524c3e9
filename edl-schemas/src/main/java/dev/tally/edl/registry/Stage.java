package dev.tally.edl.registry;

/**
 * Who works with a revision. Before either it is a draft, in a round of a proposal, and has no id.
 */
public enum Stage {
  /** Whoever tries it out; they see what is in production, too. */
  STAGING,
  /** Everybody. */
  PRODUCTION;

  /** Whether what is published to this stage becomes the latest for those who look at another. */
  boolean isSeenAt(Stage other) {
    return this == PRODUCTION || other == STAGING;
  }
}
