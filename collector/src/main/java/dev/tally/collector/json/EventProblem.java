package dev.tally.collector.json;

import dev.tally.error.ErrorCode;

/**
 * Why an event can't be taken. Carries no stack trace: hostile events must not cost more than
 * honest ones.
 */
public final class EventProblem extends Exception {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final String attribute;

  /**
   * @param attribute dotted name; empty when it is about the event as a whole
   */
  public EventProblem(ErrorCode code, String attribute, String message) {
    super(message, null, false, false);
    this.code = code;
    this.attribute = attribute;
  }

  static EventProblem malformed(String message) {
    return new EventProblem(ErrorCode.EVENT_MALFORMED, "", message);
  }

  static EventProblem invalid(String attribute, String message) {
    return new EventProblem(ErrorCode.ATTRIBUTE_INVALID, attribute, message);
  }

  public ErrorCode code() {
    return code;
  }

  public String attribute() {
    return attribute;
  }

  /** What is wrong, for whoever sent it. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
