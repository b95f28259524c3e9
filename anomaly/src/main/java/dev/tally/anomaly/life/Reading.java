package dev.tally.anomaly.life;

import static java.util.Objects.requireNonNull;

import dev.tally.anomaly.detect.Band;
import dev.tally.anomaly.detect.Verdict;
import java.time.Instant;

/**
 * A point that was out.
 *
 * @param time start of its bucket
 * @param score how far out, see {@link Verdict#score}
 */
public record Reading(Instant time, double value, Band band, double score) {
  public Reading {
    requireNonNull(time);
    requireNonNull(band);
  }

  static Reading of(Instant time, Verdict verdict) {
    return new Reading(time, verdict.value(), verdict.band(), verdict.score());
  }
}
