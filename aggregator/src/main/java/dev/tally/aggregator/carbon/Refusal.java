package dev.tally.aggregator.carbon;

/** Why something that a client sent is not taken. */
enum Refusal {
  LINE_TOO_LONG("line_too_long"),
  /** No path, value and time. */
  MALFORMED("malformed"),
  /** What was sent of a line or a pickle when the client went. */
  UNFINISHED("unfinished"),
  PATH("path"),
  /** A path that a series of an event type could have. */
  RESERVED_PATH("reserved_path"),
  /** No number; not a finite one. */
  VALUE("value"),
  /** No number; too old, or too far ahead. */
  TIME("time"),
  /** One too many. */
  SERIES("series"),
  PICKLE_TOO_LARGE("pickle_too_large"),
  /** More than lists, tuples, texts and numbers; or broken. */
  PICKLE("pickle"),
  /** A pickle that did not come in time. */
  PICKLE_TOO_SLOW("pickle_too_slow"),
  /** One too many. */
  CONNECTION("connection");

  private final String label;

  Refusal(String label) {
    this.label = label;
  }

  /** As meters have it. */
  String label() {
    return label;
  }
}
