package dev.tally.anomaly;

import dev.tally.anomaly.life.Alert;
import dev.tally.anomaly.view.AlertSentence;

/**
 * Something worth telling: an alert that fired.
 *
 * @param sentence as in {@code departures by origin ORD: 412 on 2001-01-21, expected 1,020–1,180}
 * @param score how far its peak was out, in half-widths of the band
 */
public record Finding(Alert alert, String sentence, double score) {
  static Finding of(Alert alert) {
    return new Finding(alert, AlertSentence.of(alert), alert.peak().score());
  }
}
