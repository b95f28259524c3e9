package dev.tally.collector.encode;

import dev.tally.error.ErrorCode;

/**
 * Why one event can't be stored as what it claims to be. No stack trace: bad events must not cost
 * more than good ones.
 */
final class EventRejection extends Exception {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final String attribute;

  /**
   * @param attribute empty when it is not about one
   */
  EventRejection(ErrorCode code, String attribute, String reason) {
    super(reason, null, false, false);
    this.code = code;
    this.attribute = attribute;
  }

  ErrorCode code() {
    return code;
  }

  String attribute() {
    return attribute;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
