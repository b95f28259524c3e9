package dev.tally.edl.policy;

import static java.util.Objects.requireNonNull;

import dev.tally.edl.check.Verdict;

/** A verdict that is let off, and by what. */
public record WaivedVerdict(Verdict verdict, Waiver waiver) {
  public WaivedVerdict {
    requireNonNull(verdict);
    requireNonNull(waiver);
  }
}
